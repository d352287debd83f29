// The chat page without loading anew: questions go out by fetch, answers come in block by block.
"use strict";

const talk = document.querySelector(".talk");
const field = document.querySelector("#cau-hoi");
const trouble = document.querySelector("#loi");
const state = document.querySelector("[data-status]");
const LONGEST_WAIT = 90_000; // milliseconds
let busy = false;

function setBusy(on) {
  busy = on;
  for (const button of document.querySelectorAll("form[data-chat] button")) button.disabled = on;
  talk.setAttribute("aria-busy", String(on));
}

function tell(words, isTrouble) {
  trouble.textContent = isTrouble ? words : "";
  state.textContent = isTrouble ? "" : words;
  field.toggleAttribute("aria-invalid", isTrouble);
}

// Server-sent events, read from the body of an answer.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const whole = waiting.split("\n\n");
    waiting = whole.pop();
    for (const one of whole) {
      const lines = one.split("\n");
      const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
      yield [name, lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n")];
    }
  }
}

// Choices of earlier answers cannot be pressed any more.
function settleOlder() {
  for (const form of talk.querySelectorAll("form[data-chat]")) {
    form.replaceWith(...[...form.querySelectorAll("ol")].map((list) => {
      for (const button of list.querySelectorAll("button")) button.replaceWith(button.textContent);
      list.className = "settled";
      return list;
    }));
  }
}

async function reasonOf(response) {
  const said = new DOMParser().parseFromString(await response.text(), "text/html");
  const words = [...said.querySelectorAll("main h1, main .card p:not(:has(a))")].map((one) => one.textContent.trim());
  return words.join(" ") || "Máy chủ chưa trả lời được. Bạn thử lại sau giúp nhé.";
}

async function ask(body) {
  const response = await fetch("/hoi", {
    method: "POST", body, headers: { accept: "text/event-stream" }, signal: AbortSignal.timeout(LONGEST_WAIT),
  });
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) throw new Error(await reasonOf(response));
  let answer = null;
  let ended = false;
  for await (const [name, data] of events(response.body)) {
    if (name === "refused") throw new Error(data);
    if (name === "status") tell(data, false);
    if (name === "asked") {
      settleOlder();
      document.querySelector("[data-examples]")?.remove();
      document.querySelector("[data-forget]").hidden = false;
      talk.insertAdjacentHTML("beforeend", data);
      answer = talk.lastElementChild.querySelector(".answer");
      talk.lastElementChild.scrollIntoView({ block: "start" });
    }
    if (name === "block") answer.insertAdjacentHTML("beforeend", data);
    if (name === "end") ended = true;
  }
  if (!ended) throw new Error("Câu trả lời bị đứt giữa chừng. Bạn gửi lại giúp nhé.");
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const typed = form.matches("[data-ask]");
  if (busy || (typed && !field.value.trim())) return;
  setBusy(true);
  tell("Đang gửi…", false);
  try {
    await ask(body);
    tell("", false);
    if (typed) field.value = "";
  } catch (error) {
    const lost = error instanceof TypeError || error.name === "TimeoutError";
    tell(lost ? "Không liên lạc được với máy chủ. Xem lại mạng rồi gửi lại giúp nhé." : error.message, true);
  } finally {
    setBusy(false);
    field.focus({ preventScroll: true });
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-chat]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  field.form.requestSubmit();
});

document.querySelector("[data-keys]").hidden = false;
