// Files go one after the other, each with its progress; without this script the form sends them all at once.
"use strict";

const form = document.getElementById("nap");
const field = document.getElementById("tep");
const drop = form.querySelector("[data-drop]");
const results = document.querySelector("[data-results]");
const list = results.querySelector("[data-list]");
const said = results.querySelector("[data-said]");
const button = form.querySelector("button");

for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) {
  drop.addEventListener(kind, () => drop.classList.remove("over"));
}
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
});

function lineFor(file) {
  const line = document.createElement("li");
  line.className = "card";
  const name = document.createElement("strong");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Đang gửi ${file.name}`);
  line.append(name, " ", bar);
  list.append(line);
  return { line, bar };
}

function refuse(line, words) {
  line.replaceChildren(line.querySelector("strong"), document.createTextNode(`: ${words}`));
}

function send(file, { line, bar }) {
  return new Promise((resolve) => {
    if (file.size > Number(form.dataset.largest) * 1024 * 1024) {
      refuse(line, `tệp lớn quá ${form.dataset.largest} MB.`);
      resolve();
      return;
    }
    const body = new FormData(form);
    body.delete("tep");
    body.append("tep", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("x-part", "1");
    request.setRequestHeader("x-csrf", body.get("csrf"));
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.loaded < event.total) bar.value = event.loaded / event.total;
      else bar.removeAttribute("value"); // sent; the server is reading it
    });
    request.addEventListener("load", () => {
      if (request.getResponseHeader("x-part")) line.outerHTML = request.responseText;
      else refuse(line, "máy chủ không nhận; hãy tải lại trang rồi thử lại.");
      resolve();
    });
    request.addEventListener("error", () => { refuse(line, "mất kết nối khi gửi."); resolve(); });
    request.send(body);
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...field.files];
  results.hidden = false;
  list.replaceChildren();
  button.disabled = true;
  const lines = files.map(lineFor);
  for (const [place, file] of files.entries()) {
    said.textContent = `Đang nạp tệp ${place + 1} trong ${files.length}: ${file.name}`;
    await send(file, lines[place]);
  }
  said.textContent = `Đã xử lý ${files.length} tệp.`;
  button.disabled = false;
  field.value = "";
});
