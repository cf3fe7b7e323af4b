const CLOSEST = 400; // pixels a metre
const FARTHEST = 0.002;
const MOST = 1e6; // metres from x 0, y 0

const within = value => (Number.isFinite(value) ? Math.min(MOST, Math.max(-MOST, value)) : 0);

/** Which part of the plane is seen: metres to CSS pixels and back. x is east, y north, so up. Pure. */
export class Viewport {
  x = 0;
  y = 0;
  scale = 10; // pixels a metre
  width = 1;
  height = 1;

  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  toScreen(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, this.height / 2 - (y - this.y) * this.scale];
  }

  toPlane(left, top) {
    return {x: (left - this.width / 2) / this.scale + this.x, y: (this.height / 2 - top) / this.scale + this.y};
  }

  /** By pixels. */
  pan(right, down) {
    this.x = within(this.x - right / this.scale);
    this.y = within(this.y + down / this.scale);
  }

  /** The place under a pixel stays there. */
  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const before = this.toPlane(left, top);
    this.scale = Math.min(CLOSEST, Math.max(FARTHEST, this.scale * factor));
    const after = this.toPlane(left, top);
    this.x = within(this.x + before.x - after.x);
    this.y = within(this.y + before.y - after.y);
  }

  /** @param box as ground.bounds gives it */
  fit(box, padding = 48) {
    const names = Math.min(this.width * 0.14, 110); // stand right of what they name
    const wide = Math.max(1, this.width - 2 * padding - names) / Math.max(4, box.right - box.left);
    const high = Math.max(1, this.height - 2 * padding) / Math.max(4, box.top - box.bottom);
    this.scale = Math.min(60, Math.max(FARTHEST, Math.min(wide, high)));
    this.x = within((box.left + box.right) / 2 + names / 2 / this.scale);
    this.y = within((box.bottom + box.top) / 2);
  }

  holds(box) {
    const low = this.toPlane(0, this.height);
    const high = this.toPlane(this.width, 0);
    return box.left >= low.x && box.bottom >= low.y && box.right <= high.x && box.top <= high.y;
  }

  /** Metres between grid lines: 1, 2 or 5 times a power of ten, at least so many pixels. */
  gridStep(pixels = 56) {
    const least = pixels / this.scale;
    const power = 10 ** Math.floor(Math.log10(least));
    return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least);
  }
}
