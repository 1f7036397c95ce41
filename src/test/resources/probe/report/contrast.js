// Texts with less contrast than 4.5, each pair of colours once.
(() => {
  const channels = (css) => (css.match(/[\d.]+/g) ?? []).map(Number);
  const light = (css) => {
    const [r, g, b] = channels(css).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const css = getComputedStyle(e).backgroundColor;
      const [, , , alpha = 1] = channels(css);
      if (alpha === 1) return css;
    }
    return "rgb(255, 255, 255)";
  };
  const bad = new Map();
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("svg,noscript,option") || !element.offsetParent) continue;
    seen++;
    const ink = getComputedStyle(element).color;
    const back = ground(element);
    const [a, b] = [light(ink), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (!(ratio >= 4.5)) bad.set(ink + back, `${element.className} "${texts.currentNode.data.trim().slice(0, 30)}" ${ink} on ${back}: ${ratio}`);
  }
  return seen < 20 ? ["only " + seen + " texts"] : [...bad.values()];
})();
