// The source page: lists stand open where there is room, and the list of headings shows where the reader is.
"use strict";

if (matchMedia("(min-width: 60rem)").matches) {
  for (const list of document.querySelectorAll("details[data-open-wide]")) list.open = true;
  const here = [...document.querySelectorAll(".contents [aria-current]")].pop();
  if (here) {
    const box = here.closest(".aside");
    box.scrollTop += here.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
  }
}
