// Numbers, times and names for people. Pure.

/** Compares names as people do: 2 before 10. (One collator: making one for each comparison is slow.) */
export const byName = new Intl.Collator('en', {numeric: true}).compare;

/** How long ago, coarse. @param milliseconds from then to now */
export function ago(milliseconds) {
  const seconds = Math.max(0, milliseconds / 1000);
  return seconds < 1.5 ? 'now' : `${span(seconds)} ago`;
}

/** A length of time in its largest unit, or two. @param seconds */
export function span(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) {
    const minutes = Math.floor(seconds / 60) % 60;
    return `${Math.floor(seconds / 3600)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  return `${Math.floor(seconds / 86_400)} d`;
}

/** 3:07 or 1:02:33. @param seconds */
export function stopwatch(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = number => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** A length with the unit that suits it. */
export function metres(value) {
  if (value == null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size < 0.095) return `${(value * 1000).toFixed(0)} mm`;
  if (size < 1) return `${(value * 100).toFixed(0)} cm`;
  if (size < 100) return `${value.toFixed(2)} m`;
  return size < 10_000 ? `${value.toFixed(0)} m` : `${(value / 1000).toFixed(1)} km`;
}

/** Volts in words; 0 means that the battery is not known. */
export function volts(value) {
  return value > 0 ? `${value.toFixed(1)} V` : '–';
}

/** 0 to 360, as a compass has it; the pose's angle is from east, counter-clockwise. @param theta radians */
export function bearing(theta) {
  return `${Math.round(((90 - theta * 180 / Math.PI) % 360 + 360) % 360) % 360}°`;
}

export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** A moment: the time alone when it is of today. @param when a Date, Unix milliseconds or RFC 3339 */
export function moment(when, now = new Date()) {
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return '–';
  const time = date.toLocaleTimeString('en-GB');
  if (date.toDateString() === now.toDateString()) return time;
  const year = date.getFullYear() === now.getFullYear() ? {} : {year: 'numeric'};
  return `${date.toLocaleDateString('en-GB', {day: 'numeric', month: 'short', ...year})}, ${time.slice(0, 5)}`;
}
