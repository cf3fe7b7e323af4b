import {h} from './dom.js';

/**
 * Opens a dialog over the page; it goes when it is closed, by Escape as well.
 * @param build (close) => {title, body, actions}
 * @returns a promise of what close was given, or null
 */
export function openDialog(build) {
  return new Promise(resolve => {
    const dialog = h('dialog');
    let result = null;
    const close = value => {
      result = value ?? null;
      dialog.close();
    };
    const {title, body, actions, alert} = build(close);
    const heading = h('h1', {id: 'dialog-title'}, title);
    dialog.setAttribute('aria-labelledby', 'dialog-title');
    if (alert) dialog.setAttribute('role', 'alertdialog');
    dialog.append(h('div.body', {}, heading, body, h('footer', {}, actions)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('[data-focus]')?.focus();
  });
}

/** A question with one answer that does something. @returns a promise of whether it was given */
export async function confirm(title, explanation, answer) {
  return Boolean(await openDialog(close => ({
    title,
    alert: true,
    body: h('p.muted', {}, explanation),
    actions: [h('button', {type: 'button', 'data-focus': true, onclick: () => close(false)}, 'Keep it'),
      h('button.danger', {type: 'button', onclick: () => close(true)}, answer)],
  })));
}

/** Something went wrong and there is no better place to say it. */
export function tell(title, message) {
  return openDialog(close =>
      ({title, alert: true, body: h('p', {}, message),
        actions: [h('button.primary', {type: 'button', 'data-focus': true, onclick: () => close()}, 'Close')]}));
}

/** @param wrong whether one was entered before and refused @returns a promise of the token, or null */
export function askForToken(wrong) {
  return openDialog(close => {
    const input = h('input', {type: 'password', name: 'token', required: true, 'data-focus': true, autocomplete: 'off',
      'aria-describedby': 'token-hint'});
    const form = h('form', {id: 'token-form', onsubmit: event => {
      event.preventDefault();
      close(input.value.trim());
    }}, wrong && h('p.problem', {}, 'The services do not know that token.'),
    h('div.field', {}, h('label', {}, 'Access token', input),
      h('span.hint', {id: 'token-hint'}, 'The value of CONSOLE_TOKEN on the base station. It is kept until this tab is closed.')));
    return {title: 'The services want an access token', body: form, actions: [
      h('button', {type: 'button', onclick: () => close(null)}, 'Not now'),
      h('button.primary', {type: 'submit', form: 'token-form'}, 'Enter')]};
  });
}
