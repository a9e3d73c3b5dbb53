// Leads on from the fragments of this page whose headings have moved.
{
  const moved = JSON.parse(document.currentScript.dataset.moved);
  const follow = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    if (Object.hasOwn(moved, name)) location.replace(new URL(moved[name], location));
  };
  addEventListener("hashchange", follow);
  follow();
}
