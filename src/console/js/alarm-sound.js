// Two short tones while something critical is open, if the operator wants them: browsers let a page sound only after
// somebody has touched it.

const EVERY_MS = 4000;
const STORED = 'depot.sound';
let context = null;
let soundedAt = -Infinity;

export function soundWanted() {
  return localStorage.getItem(STORED) === 'on';
}

/** @param on whether it is wanted; called by a click, so that the browser allows it */
export function wantSound(on) {
  localStorage.setItem(STORED, on ? 'on' : 'off');
  if (on) {
    context ??= new AudioContext();
    tone(660, 0);
  }
}

/** To be called at each update. */
export function alertSound(alarms) {
  if (!soundWanted() || !alarms.some(alarm => alarm.critical && alarm.id) || performance.now() - soundedAt < EVERY_MS) return;
  soundedAt = performance.now();
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  tone(880, 0);
  tone(660, 0.25);
}

function tone(hertz, after) {
  const at = context.currentTime + after;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.15, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.22);
  const source = context.createOscillator();
  source.frequency.value = hertz;
  source.connect(gain).connect(context.destination);
  source.start(at);
  source.stop(at + 0.24);
}
