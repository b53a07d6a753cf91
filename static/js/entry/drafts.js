// What is typed and not yet saved, kept on this computer. Used by entry/autosave.js on a report's entry page.
// It is encrypted: the key comes with the page, so that only its owner, signed in, can read it again.

const PATIENCE = 1500; // for a tab that is just being closed

/** The drafts of this user and report, or null where this browser cannot keep a secret. */
export async function open(user, report, key) {
  if (!key || !globalThis.crypto?.subtle || !navigator.locks) return null;
  try {
    const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    const secret = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new Drafts(`entry-draft/${user}/${report}/`, secret);
  } catch {
    return null;
  }
}

class Drafts {
  constructor(prefix, secret) {
    Object.assign(this, { prefix, secret, name: prefix + crypto.randomUUID() });
    navigator.locks.request(this.name, () => new Promise(() => {})); // held while this tab lives
  }

  /** Keep `value` in place of what this tab kept before; null forgets it. Whether that worked. */
  async keep(value) {
    try {
      if (value === null) localStorage.removeItem(this.name);
      else localStorage.setItem(this.name, await this.#lock(value));
      return true;
    } catch {
      return false; // the disk is full, or storage is switched off
    }
  }

  /** Call `take(value)` for what each closed tab left behind, then forget that. */
  async adopt(take) {
    const left = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix) && name !== this.name);
    await Promise.all(left.map((name) => this.#unlessOpen(name, async () => {
      const value = await this.#unlock(localStorage.getItem(name));
      if (value === null || (await take(value))) localStorage.removeItem(name);
    })));
  }

  async #unlessOpen(name, work) {
    try {
      await navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE) }, work);
    } catch (error) {
      if (error.name !== "TimeoutError") throw error; // another tab still works on it
    }
  }

  async #lock(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: this.#belonging() }, this.secret, data);
    return [iv, new Uint8Array(sealed)].map(toText).join(".");
  }

  /** Null for what this key does not open. */
  async #unlock(text) {
    try {
      const [iv, sealed] = text.split(".").map(toBytes);
      const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: this.#belonging() }, this.secret, sealed);
      return JSON.parse(new TextDecoder().decode(data));
    } catch {
      return null;
    }
  }

  #belonging() {
    return new TextEncoder().encode(this.prefix);
  }
}

function toText(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
