// Keeps the place of the table of contents from page to page, and shows the chapter of this page in it.
{
  const box = document.currentScript.previousElementSibling;
  const key = "contents:" + new URL(document.currentScript.src).pathname;
  const here = box.querySelector("[aria-current]");
  try {
    box.scrollTop = sessionStorage.getItem(key) ?? 0;
    addEventListener("pagehide", () => sessionStorage.setItem(key, box.scrollTop));
  } catch {
    // Without storage the chapter is shown all the same.
  }
  const [own, around] = [here, box].map((part) => part?.getBoundingClientRect());
  if (own && (own.top < around.top || own.bottom > around.bottom)) box.scrollTop += own.top - around.top - box.clientHeight / 3;
}
// Puts a button beside each block of code that copies what is shown of it.
if (navigator.clipboard) {
  const { copy, copied } = document.currentScript.dataset;
  const boxOf = (pre) => {
    const own = pre.closest(".code");
    if (own) return own;
    const box = document.createElement("div");
    box.className = "code";
    pre.replaceWith(box);
    box.append(pre);
    return box;
  };
  const add = (code) => {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.innerText);
      button.textContent = copied;
      setTimeout(() => (button.textContent = copy), 2000);
    });
    boxOf(code.parentElement).append(button);
  };
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("main pre > code").forEach(add));
}
