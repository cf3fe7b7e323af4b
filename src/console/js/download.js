import {tell} from './dialogs.js';
import {h} from './dom.js';

/** Has the browser keep bytes as a file. */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Fetches a file and has the browser keep it; what goes wrong is said, which a plain link would not. */
export async function download(service, path, name) {
  try {
    save(await service.file(path, {patience: 60_000}), name);
  } catch (error) {
    await tell('The file did not come', error.message);
  }
}
