import {attribute, text} from './dom.js';

const CHOICES = [['', '◐', 'Colours: as the system'], ['light', '○', 'Colours: light'], ['dark', '●', 'Colours: dark']];

/** The button that goes round system, light and dark. @param changed called when the colours are others */
export function themeSwitch(button, changed) {
  const chosen = () => localStorage.getItem('depot.theme') ?? '';
  const show = () => {
    const [name, sign, label] = CHOICES.find(choice => choice[0] === chosen()) ?? CHOICES[0];
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
    text(button, sign);
    attribute(button, 'aria-label', `${label}. Change`);
    attribute(button, 'title', label);
    changed();
  };
  button.addEventListener('click', () => {
    const at = CHOICES.findIndex(choice => choice[0] === chosen());
    localStorage.setItem('depot.theme', CHOICES[(at + 1) % CHOICES.length][0]);
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  show();
}
