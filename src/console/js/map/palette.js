const NAMES = ['map', 'map-grid', 'map-axis', 'map-text', 'zone', 'route', 'driving', 'idle', 'teleop', 'off', 'bad', 'warn', 'good',
  'accent', 'surface', 'text', 'text-2'];

/** The style sheet's colours as a canvas takes them; read anew when the scheme changes. */
export class Palette {
  font = '12px sans-serif';

  read() {
    const probe = document.createElement('i');
    probe.hidden = true;
    document.body.append(probe);
    for (const name of NAMES) {
      probe.style.color = `var(--${name})`;
      this[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    const size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.85);
    this.font = `500 ${size}px ${getComputedStyle(document.body).fontFamily}`;
    this.fontSize = size;
    return this;
  }
}
