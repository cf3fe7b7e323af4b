// How wide rovers work in an area. Nothing of the depot keeps that: it is what somebody said in this browser, for its lanes or for its
// share.

const NAME = 'depot.width.';

/** @returns metres, or null where nobody said */
export function workingWidth(zoneId) {
  const metres = Number(localStorage.getItem(NAME + zoneId));
  return metres > 0 && metres <= 100 ? metres : null;
}

export function keepWorkingWidth(zoneId, metres) {
  if (metres > 0 && metres <= 100) localStorage.setItem(NAME + zoneId, metres);
}
