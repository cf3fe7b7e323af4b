// One requestAnimationFrame loop for all that is drawn; it runs only while something changed. It also measures what this
// page's own script takes for each frame: drawing, and the messages that were taken in since the frame before.

const KEPT = 600;

/** Script milliseconds of the newest frames. */
export class FrameMeter {
  #times = new Float64Array(KEPT);
  #count = 0;
  #sinceFrame = 0;

  /** Runs it, and counts its time towards the frame that follows. */
  measure(work) {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.#sinceFrame += performance.now() - began;
    }
  }

  endFrame() {
    this.#times[this.#count++ % KEPT] = this.#sinceFrame;
    this.#sinceFrame = 0;
  }

  reset() {
    this.#count = 0;
  }

  /** In milliseconds. A busy machine takes the processor away in the middle of a frame: the median knows little of that. */
  summary() {
    const frames = Math.min(this.#count, KEPT);
    if (frames === 0) return {frames: 0, median: 0, mean: 0, p95: 0, worst: 0};
    const sorted = this.#times.slice(0, frames).sort();
    return {
      frames: this.#count,
      median: sorted[Math.floor(frames / 2)],
      mean: sorted.reduce((sum, time) => sum + time, 0) / frames,
      p95: sorted[Math.min(frames - 1, Math.floor(frames * 0.95))],
      worst: sorted[frames - 1],
    };
  }
}

export const meter = new FrameMeter();
const drawn = new Set();
let asked = false;

/** Has draw(now) called with the next frame; it returns whether it is to be called with the one after as well. */
export function nextFrame(draw) {
  drawn.add(draw);
  if (!asked) {
    asked = true;
    requestAnimationFrame(frame);
  }
}

function frame(now) {
  asked = false;
  const due = [...drawn];
  drawn.clear();
  meter.measure(() => {
    for (const draw of due) {
      try {
        if (draw(now)) nextFrame(draw);
      } catch (error) { // it is drawn again when something changes
        console.error('A map could not be drawn', error);
      }
    }
  });
  meter.endFrame();
}
