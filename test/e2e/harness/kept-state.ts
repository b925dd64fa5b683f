import type { Page } from "playwright-core";

const read = `(async () => {
  const kept = {};
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const text = (value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value));
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll())]);
      keys.forEach((key, index) => (kept[name + "/" + store + "/" + key] = text(values[index])));
    }
    database.close();
  }
  return kept;
})()`;

/** What VS Code has written so far of windows and logs, by its place; a desktop has files for it. Secrets are elsewhere. */
export async function keptState(page: Page): Promise<Record<string, string>> {
  return page.evaluate<Record<string, string>>(read);
}
