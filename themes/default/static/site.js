// Runs before the page is shown, so that a chosen colour scheme never flashes; all else waits for
// the page. Nothing here is needed for reading.
{
  const { dataset: words } = document.currentScript;
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem("scheme") || ""; } catch { return ""; } };
  root.dataset.scheme = stored();

  const colours = () => {
    const box = document.querySelector(".scheme");
    if (!box) return;
    const select = box.querySelector("select");
    select.value = stored();
    box.hidden = false;
    select.onchange = () => {
      root.dataset.scheme = select.value;
      try { localStorage.setItem("scheme", select.value); } catch { /* not remembered */ }
    };
  };

  document.addEventListener("DOMContentLoaded", () => {
    colours();
  });
}
