// Pointing at a reference, reaching it by keyboard or holding it down shows what it leads to; loaded
// when a reference is first touched in one of these ways.

// Attends to references from here on, and first to the event that asked for it.
export const watch = ({ page, one, make }, first) => {
  const card = make("div", { className: "card preview", popover: "manual" });
  one("main").append(card);
  let timer = 0;
  let current = null;
  let touch = first.pointerType === "touch";

  const hide = () => {
    clearTimeout(timer);
    current = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };
  const place = (link) => {
    const at = link.getClientRects()[0];
    const below = at.bottom + card.offsetHeight + 8 < innerHeight;
    const left = Math.min(at.left, innerWidth - card.offsetWidth - 12);
    card.style.left = `${Math.max(left, 12)}px`;
    card.style.top = `${below ? at.bottom + 6 : Math.max(at.top - card.offsetHeight - 6, 6)}px`;
  };
  const show = async (link) => {
    const other = await page(link.href.split("#")[0]).catch(() => null);
    if (!other || current !== link) return;
    const said = (selector) => one(selector, other)?.textContent ?? "";
    const title = make("a", { href: link.href }, said("h1 .words") || said("h1"));
    card.replaceChildren(
      make("p", { className: "kind" }, `${said("header.record .kind")} ${said("h1 .number")}`),
      make("p", { className: "title" }, title),
      make("p", {}, one("meta[name=description]", other)?.content ?? ""),
    );
    card.showPopover();
    place(link);
  };
  const soon = (link, delay) => {
    if (link === current) return clearTimeout(timer);
    hide();
    current = link;
    timer = setTimeout(show, delay, link);
  };
  const reference = (event) => event.target.closest?.("main a.ref:not([href^='#'])");

  const pointed = (event) => {
    if (event.pointerType === "touch") return;
    const link = reference(event);
    if (link) return soon(link, 350);
    clearTimeout(timer);
    if (current && !card.contains(event.target)) timer = setTimeout(hide, 250);
  };
  const focused = (event) => {
    const link = reference(event);
    if (link?.matches(":focus-visible")) soon(link, 500);
    else if (!card.contains(event.target)) hide();
  };
  addEventListener("pointerover", pointed);
  addEventListener("focusin", focused);
  addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
    if (!card.contains(event.target)) hide();
  });
  addEventListener("contextmenu", (event) => {
    const link = touch && reference(event);
    if (!link) return;
    event.preventDefault();
    soon(link, 0);
  });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
  (first.type === "focusin" ? focused : pointed)(first);
};
