const LOW_VOLTS = 21.5;

/** What an operator may set for this browser. */
export class Settings {
  get lowVolts() {
    const value = Number(localStorage.getItem('depot.lowVolts') ?? LOW_VOLTS);
    return Number.isFinite(value) ? value : LOW_VOLTS;
  }

  set lowVolts(value) {
    localStorage.setItem('depot.lowVolts', value);
  }
}
