// What of the page's colours is too weak (WCAG 2.2, 1.4.3 and 1.4.11), in both schemes; '' when nothing is.
const TEXT = 4.5;
const MARK = 3;
const pairs = [
  ...['page', 'surface', 'raised', 'pressed'].flatMap(ground => [['text', ground, TEXT], ['text-2', ground, TEXT]]),
  ...['page', 'surface', 'raised', 'accent-wash'].map(ground => ['text-3', ground, TEXT]),
  ...['page', 'surface', 'accent-wash', 'raised'].map(ground => ['accent', ground, TEXT]),
  ['text', 'accent-wash', TEXT], ['on-accent', 'accent', TEXT], ['on-stop', 'stop', TEXT], ['on-stop', 'stop-hover', TEXT],
  ...['good', 'warn', 'bad'].flatMap(kind => [[kind, `${kind}-wash`, TEXT], [kind, 'surface', TEXT], [kind, 'page', TEXT]]),
  ['bad', 'raised', TEXT], ['bad', 'accent-wash', TEXT],
  ['surface', 'driving', TEXT], ['surface', 'teleop', TEXT], ['surface', 'off', TEXT], ['surface', 'warn', TEXT], ['surface', 'bad', TEXT],
  ['map-text', 'map', TEXT], ['text', 'map', TEXT], ['route', 'map', TEXT],
  ...['driving', 'idle', 'teleop', 'off', 'bad', 'zone'].map(mark => [mark, 'map', MARK]),
  ['edge', 'surface', MARK], ['edge', 'page', MARK], ['accent', 'map', MARK],
];
const probe = document.body.appendChild(document.createElement('i'));
const luminance = name => {
  probe.style.color = `var(--${name})`;
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number).map(value => value / 255)
    .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const weak = [];
for (const scheme of ['light', 'dark']) {
  document.documentElement.dataset.theme = scheme;
  for (const [mark, ground, least] of pairs) {
    const [low, high] = [luminance(mark), luminance(ground)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < least) weak.push(`${scheme}: ${mark} on ${ground} has ${ratio.toFixed(2)}, needs ${least}`);
  }
}
probe.remove();
return weak.join('\n');
