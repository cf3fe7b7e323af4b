const APART = 7; // pixels
const NUMBERED = 40; // points up to which each has its number

/** What is being drawn: @param pen its points, whether they are closed, which is chosen */
export function drawPen(context, viewport, colours, {points, closed, chosen, preview}) {
  if (preview?.old) drawLine(context, viewport, preview.old, colours.zone, [3, 5]);
  if (preview?.points) drawLine(context, viewport, preview.points, colours.route, []);
  const places = points.map(point => viewport.toScreen(point.x, point.y));
  context.strokeStyle = context.fillStyle = colours.accent;
  context.lineWidth = 2.25;
  context.beginPath();
  places.forEach(([left, top], i) => (i ? context.lineTo(left, top) : context.moveTo(left, top)));
  if (closed) context.closePath();
  context.stroke();
  if (closed) {
    context.globalAlpha = 0.14;
    context.fill();
    context.globalAlpha = 1;
  }
  context.font = colours.font;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  let last = null;
  places.forEach(([left, top], i) => { // of points that lie on each other one is seen
    if (i !== chosen && last && Math.hypot(left - last[0], top - last[1]) < APART) return;
    last = [left, top];
    drawPoint(context, colours, left, top, i === chosen, i === 0 || places.length <= NUMBERED ? i + 1 : '');
  });
  drawCrosshair(context, viewport, colours);
}

function drawLine(context, viewport, points, colour, dash) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash(dash);
  context.beginPath();
  points.forEach((point, i) => {
    const [left, top] = viewport.toScreen(point.x, point.y);
    if (i) context.lineTo(left, top);
    else context.moveTo(left, top);
  });
  context.stroke();
  context.setLineDash([]);
}

export function drawPoint(context, colours, left, top, chosen, number) {
  const radius = chosen ? 8 : 5.5;
  context.beginPath();
  context.arc(left, top, radius, 0, 7);
  context.fillStyle = chosen ? colours.accent : colours.surface;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = colours.accent;
  context.stroke();
  context.fillStyle = colours.text;
  context.fillText(number, left + radius + 2, top - radius);
}

/** Where Enter sets a point; for the keyboard, so only while the map has its focus. */
export function drawCrosshair(context, viewport, colours) {
  if (!context.canvas.matches(':focus-visible')) return;
  const left = viewport.width / 2;
  const top = viewport.height / 2;
  context.strokeStyle = colours.text;
  context.lineWidth = 1.25;
  context.beginPath();
  for (const [x, y] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(left + x * 4, top + y * 4);
    context.lineTo(left + x * 14, top + y * 14);
  }
  context.stroke();
}
