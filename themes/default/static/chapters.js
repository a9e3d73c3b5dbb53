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
