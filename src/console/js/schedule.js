// A mission's schedule in words, and cron expressions as a form has them. Pure.

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
export const WEEK = [1, 2, 3, 4, 5, 6, 0]; // as people read it
export const dayName = day => DAYS[day];

/** The numbers a cron field names, or null for one that this page does not take apart. */
function numbers(field, low, high) {
  const found = new Set();
  for (const part of field.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) return null;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    if (from < low || to > high || from > to) return null;
    for (let n = from; n <= to; n++) found.add(n);
  }
  return [...found].sort((a, b) => a - b);
}

/**
 * What a form shows for a cron expression.
 * @returns {kind: 'days', times: ['07:30'], days: [1, 2]} (no days: every day), {kind: 'every', minutes}, or {kind: 'cron', cron}
 */
export function toForm(cron) {
  const fields = (cron ?? '').trim().split(/\s+/);
  const other = {kind: 'cron', cron: fields.join(' ')};
  if (fields.length !== 5 || fields[2] !== '*' || fields[3] !== '*') return other;
  const [minute, hour, , , weekday] = fields;
  const every = /^\*(?:\/(\d+))?$/.exec(minute);
  if (every && hour === '*' && weekday === '*') {
    const minutes = Number(every[1] ?? 1);
    return 60 % minutes === 0 ? {kind: 'every', minutes} : other;
  }
  if (minute === '0' && weekday === '*') {
    const hours = /^\*(?:\/(\d+))?$/.exec(hour);
    if (hours && 24 % Number(hours[1] ?? 1) === 0) return {kind: 'every', minutes: 60 * Number(hours[1] ?? 1)};
  }
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const days = weekday === '*' ? [] : numbers(weekday, 0, 7)?.map(day => day % 7);
  if (!minutes || !hours || !days || minutes.length > 1 || hours.length > 6) return other;
  const two = number => String(number).padStart(2, '0');
  return {kind: 'days', times: hours.map(each => `${two(each)}:${two(minutes[0])}`), days: [...new Set(days)]};
}

const TIME = /^([01]?\d|2[0-3]):[0-5]\d$/;

/** @returns a cron expression for each minute past the hour that the times have, as one expression has one for all its hours */
export function daysCrons(times, days) {
  const byMinute = new Map();
  for (const time of times) {
    if (!TIME.test(time)) throw new Error('Enter times such as 08:00, several with commas.');
    const [, minute] = time.split(':');
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), time.padStart(5, '0')]);
  }
  return [...byMinute.values()].map(group => daysCron(group, days));
}

/** @returns the cron expression for one time (or times with the same minute) on some days */
export function daysCron(times, days) {
  const minutes = new Set(times.map(time => Number(time.slice(3, 5))));
  const hours = [...new Set(times.map(time => Number(time.slice(0, 2))))].sort((a, b) => a - b);
  if (minutes.size !== 1) throw new Error('All times must have the same minute.');
  const all = days.length === 0 || days.length === 7;
  return `${[...minutes][0]} ${hours.join(',')} * * ${all ? '*' : WEEK.filter(day => days.includes(day)).map(String).sort().join(',')}`;
}

export function everyCron(minutes) {
  if (minutes < 60) return minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
  return minutes === 60 ? '0 * * * *' : `0 */${minutes / 60} * * *`;
}

function dayWords(days) {
  if (days.length === 0 || days.length === 7) return 'Every day';
  const set = new Set(days);
  if (set.size === 5 && !set.has(0) && !set.has(6)) return 'Monday to Friday';
  if (set.size === 2 && set.has(0) && set.has(6)) return 'At weekends';
  return WEEK.filter(day => set.has(day)).map(dayName).join(', ');
}

function cronWords(cron) {
  const form = toForm(cron);
  if (form.kind === 'days') return `${dayWords(form.days)} at ${form.times.join(', ')}`;
  if (form.kind === 'every') {
    if (form.minutes === 1) return 'Every minute';
    if (form.minutes < 60) return `Every ${form.minutes} minutes`;
    return form.minutes === 60 ? 'Every hour' : `Every ${form.minutes / 60} hours`;
  }
  return `By cron: ${form.cron}`;
}

/** A schedule in words. @param local the browser's time zone, which goes without saying */
export function words(schedule, local) {
  const loop = schedule.loop ? ', looping' : '';
  if (schedule.trigger === 'once') {
    const at = schedule.at && new Date(schedule.at);
    return (at ? `Once, ${at.toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'short'})}` : 'Once, when saved') + loop;
  }
  if (schedule.trigger === 'cron' && schedule.cron) {
    const zone = schedule.timezone ?? 'UTC';
    return cronWords(schedule.cron) + (zone === local ? '' : ` (${zone})`) + loop;
  }
  return `Started by hand${loop}`;
}
