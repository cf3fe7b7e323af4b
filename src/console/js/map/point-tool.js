import {drawCrosshair, drawPoint} from './pen-layer.js';

const HANDLE_PIXELS = 11;

/** Points on a map that are set by a click, and moved by dragging. By keys: Enter takes the place at the crosshair, u undoes. */
export class PointTool {
  #grabbed = -1;
  #dragging = false;

  /**
   * @param points () => places on the map's plane, null for one that is not set
   * @param take (place) a new one @param move (index, place, first) one that is dragged, first at its first step @param undo ()
   * @param under draws what lies under the points; may be null
   */
  constructor(viewport, {points, take, move, undo, under}) {
    Object.assign(this, {viewport, points, take, move, undo, under});
  }

  grab(left, top) {
    this.#dragging = false;
    this.#grabbed = this.points().findIndex(point => {
      if (!point) return false;
      const [x, y] = this.viewport.toScreen(point.x, point.y);
      return Math.hypot(x - left, y - top) < HANDLE_PIXELS;
    });
    return this.#grabbed >= 0;
  }

  drag(left, top) {
    this.move(this.#grabbed, this.viewport.toPlane(left, top), !this.#dragging);
    this.#dragging = true;
  }

  drop() {
    this.#grabbed = -1;
  }

  choose() {
    this.drop();
  }

  click(left, top) {
    this.take(this.viewport.toPlane(left, top));
    return true;
  }

  key(name) {
    if (name === 'Enter') this.take({x: this.viewport.x, y: this.viewport.y});
    else if (name === 'u') this.undo();
    else return false;
    return true;
  }

  draw(context, viewport, colours) {
    this.under?.(context, viewport);
    context.font = colours.font;
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    this.points().forEach((point, i) => point && drawPoint(context, colours, ...viewport.toScreen(point.x, point.y), false, i + 1));
    drawCrosshair(context, viewport, colours);
  }
}
