// Before the first paint, and so not a module: the chosen colours, or the system's.
(() => {
  const chosen = localStorage.getItem('depot.theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
})();
