/** What waits on this phone, and small things kept beside it. Read by pages and by the service worker. */

const NAME = "anlan-offline";
const OUTBOX = "outbox";
const KEPT = "kept";
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(OUTBOX, { keyPath: "order", autoIncrement: true });
      asked.result.createObjectStore(KEPT);
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        opening = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      opening = null;
      reject(asked.error);
    };
  });
  return opening;
}

/** Settles when it is on the disk, not when it was asked for: a phone may die in between. */
async function run(store, mode, action) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const asked = action(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    transaction.onerror = () => reject(transaction.error);
  });
}

/** Adds or replaces an entry; its place in the order is the one it got when it was added. */
export async function put(entry) {
  entry.order = await run(OUTBOX, "readwrite", (store) => store.put(entry));
  return entry;
}

export function all() {
  return run(OUTBOX, "readonly", (store) => store.getAll());
}

export function drop(order) {
  return run(OUTBOX, "readwrite", (store) => store.delete(order));
}

export function keep(key, value) {
  return run(KEPT, "readwrite", (store) => store.put(value, key));
}

export function kept(key) {
  return run(KEPT, "readonly", (store) => store.get(key));
}

export function forget(key) {
  return run(KEPT, "readwrite", (store) => store.delete(key));
}

/** Everything but what waits to be sent. */
export function forgetAll() {
  return run(KEPT, "readwrite", (store) => store.clear());
}
