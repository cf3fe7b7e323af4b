// Before anything else, and so not a module.
(() => {
  const AGAIN_MS = 4000;

  // The chosen colours, before the first paint.
  const chosen = localStorage.getItem('depot.theme');
  if (chosen) document.documentElement.dataset.theme = chosen;

  // A module that does not come leaves the page blank: it says so, and loads again.
  addEventListener('error', event => {
    if (!event.target.matches?.('script[type=module]')) return;
    document.getElementById('unloaded').hidden = false;
    setTimeout(() => location.reload(), AGAIN_MS);
  }, true);
})();
