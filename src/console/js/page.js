let depot = null;

/** The page's Depot, for tests and for a look from the browser's console; null before the page has begun. */
export function pageDepot() {
  return depot;
}

export function setPageDepot(of) {
  depot = of;
}
