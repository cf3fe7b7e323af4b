const HEADINGS = 72;

/**
 * The rovers' darts, drawn once for each colour and heading: a thousand small copies cost a fraction of a thousand paths.
 */
export class Sprites {
  #sheets = new Map();
  #key = '';

  /** To be called before drawing: what was made for other colours, another size or another screen is thrown away. */
  prepare(colours, size, ratio) {
    const key = `${size} ${ratio} ${colours.map} ${colours.driving}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#sheets.clear();
    Object.assign(this, {colours, size, ratio});
    this.side = Math.ceil(size * 2 + 6);
  }

  /** @param theta the heading; null, a disc, when it is not known */
  draw(context, kind, left, top, theta) {
    let sheet = this.#sheets.get(kind);
    if (!sheet) this.#sheets.set(kind, sheet = this.#make(kind));
    const heading = theta === null ? HEADINGS : ((Math.round(theta / (2 * Math.PI) * HEADINGS) % HEADINGS) + HEADINGS) % HEADINGS;
    const {side, ratio} = this;
    context.drawImage(sheet, heading * side * ratio, 0, side * ratio, side * ratio, left - side / 2, top - side / 2, side, side);
  }

  #make(kind) {
    const {side, ratio, size, colours} = this;
    const sheet = document.createElement('canvas');
    sheet.width = (HEADINGS + 1) * side * ratio;
    sheet.height = side * ratio;
    const context = sheet.getContext('2d');
    context.scale(ratio, ratio);
    context.lineJoin = 'round';
    for (let i = 0; i <= HEADINGS; i++) {
      if (i === HEADINGS) disc(context, (i + 0.5) * side, side / 2, size);
      else dart(context, (i + 0.5) * side, side / 2, i / HEADINGS * 2 * Math.PI, size);
      context.lineWidth = 2.5;
      context.strokeStyle = colours.map;
      context.stroke();
      context.fillStyle = kind === 'gone' ? colours.map : colours[kind];
      context.fill();
      if (kind === 'gone') { // hollow: nobody is there
        context.lineWidth = 1.5;
        context.strokeStyle = colours.off;
        context.stroke();
      }
    }
    return sheet;
  }
}

/** For a rover that stands there and looks nobody knows where. */
function disc(context, left, top, size) {
  context.beginPath();
  context.arc(left, top, size * 0.72, 0, 7);
  context.closePath();
}

/** The path of a dart that points where the rover does; the canvas's y goes down. */
function dart(context, left, top, theta, size) {
  const cos = Math.cos(theta) * size;
  const sin = -Math.sin(theta) * size;
  context.beginPath();
  context.moveTo(left + cos, top + sin);
  context.lineTo(left - cos * 0.8 - sin * 0.72, top - sin * 0.8 + cos * 0.72);
  context.lineTo(left - cos * 0.42, top - sin * 0.42);
  context.lineTo(left - cos * 0.8 + sin * 0.72, top - sin * 0.8 - cos * 0.72);
  context.closePath();
}
