let depot = null;

/** What the page's views stand on, for tests and for whoever looks at it from the browser's console; null before it has begun. */
export function pageDepot() {
  return depot;
}

export function setPageDepot(of) {
  depot = of;
}
