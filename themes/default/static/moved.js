// Leads on from an old address with the query and the fragment that it was asked with. Without them,
// or without this script, the page leads on by itself.
{
  const target = new URL(document.currentScript.dataset.to, location);
  if (location.search + location.hash) {
    target.search ||= location.search;
    target.hash ||= location.hash;
    // The page is not to lead on as well.
    stop();
    location.replace(target);
  }
}
