// Checks an entry of the public record in the reader's own browser: RFC 6962 hashes, RFC 9162 section 2.1.3.2.
// Nothing is sent anywhere; leaf, path and root stand in the page.
(() => {
  "use strict";
  const box = document.querySelector("[data-verify]");
  if (!box) return;
  const words = box.dataset;
  const proof = JSON.parse(document.getElementById(words.verify).textContent);

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const leafHash = (text) => sha256(joined([0], new TextEncoder().encode(text)));
  const nodeHash = (left, right) => sha256(joined([1], left, right));

  const mark = (place, isRight) => {
    if (!place) return;
    place.classList.toggle("is-now", !isRight);
    const said = document.createElement("span");
    said.className = "sl-lamp sl-lamp-" + (isRight ? "done" : "late");
    said.textContent = isRight ? words.step : words.miss;
    place.append(said);
  };
  const step = (number) => document.querySelector('[data-verify-step="' + number + '"]');

  // Sizes above 2^31 need more than bit operations, so halves are taken by division.
  const half = (value) => Math.floor(value / 2);
  const isOdd = (value) => value % 2 === 1;

  const climb = async (found) => {
    let here = proof.index;
    let last = proof.size - 1;
    if (!(here >= 0 && here <= last)) return null;
    for (const [number, text] of proof.path.entries()) {
      if (last === 0) return null;
      const neighbour = bytesOf(text);
      if (isOdd(here) || here === last) {
        found = await nodeHash(neighbour, found);
        while (here !== 0 && !isOdd(here)) {
          here = half(here);
          last = half(last);
        }
      } else {
        found = await nodeHash(found, neighbour);
      }
      here = half(here);
      last = half(last);
      mark(step(number), step(number)?.textContent.includes(hexOf(found)) ?? false);
    }
    return last === 0 ? found : null;
  };

  const verdict = (isRight, said) => {
    box.classList.toggle("sl-say-done", isRight);
    box.classList.toggle("sl-say-late", !isRight);
    box.querySelector("b").textContent = said;
    box.querySelector("p")?.remove();
    box.dataset.result = isRight ? "proven" : "refuted";
  };

  const check = async () => {
    const leaf = await leafHash(proof.leaf);
    const isLeafRight = hexOf(leaf) === proof.leaf_hash;
    mark(document.querySelector("[data-verify-leaf]"), isLeafRight);
    const root = await climb(leaf);
    const isRootRight = root !== null && hexOf(root) === proof.root;
    mark(document.querySelector("[data-verify-root]"), isRootRight);
    verdict(isLeafRight && isRootRight, isLeafRight && isRootRight ? words.ok : words.bad);
  };

  if (globalThis.crypto?.subtle) check();
  else {
    box.querySelector("p").textContent = words.cannot;
    box.dataset.result = "unchecked";
  }

  // The root that was printed: compared as far as it was typed, at least eight digits.
  const printed = document.querySelector("[data-verify-printed]");
  const said = document.querySelector("[data-verify-printed-said]");
  printed?.addEventListener("input", () => {
    const typed = printed.value.toLowerCase().replace(/[^0-9a-f]/g, "");
    said.textContent = typed.length < 8 ? "" : proof.root.startsWith(typed) ? printed.dataset.same : printed.dataset.other;
  });
})();
