(function () {
  function name(element) {
    return element.tagName + (element.id ? "#" + element.id : "") + (element.className ? "." + element.className : "");
  }

  // Siblings that are laid out side by side or below each other must not lie on each other.
  function overlaps(parents) {
    const found = [];
    document.querySelectorAll(parents).forEach(function (parent) {
      const boxes = Array.from(parent.children)
        .map(function (e) { return { name: name(e), box: e.getBoundingClientRect() }; })
        .filter(function (e) { return e.box.width > 0 && e.box.height > 0; });
      boxes.forEach(function (a, i) {
        boxes.slice(i + 1).forEach(function (b) {
          const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (x > 1 && y > 1) { found.push(a.name + " and " + b.name); }
        });
      });
    });
    return found;
  }

  function drawnPixels(canvas) {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let drawn = 0;
    for (let i = 3; i < data.length; i += 4) { if (data[i] > 0) { drawn++; } }
    return drawn;
  }

  setTimeout(function () {
    const canvases = Array.from(document.querySelectorAll("#percentiles canvas, #distribution canvas"));
    parent.postMessage({
      width: innerWidth,
      ground: getComputedStyle(document.body).backgroundColor,
      charts: canvases.length,
      leastPixels: Math.min.apply(null, canvases.map(drawnPixels)),
      wider: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
      overlaps: overlaps("main, .charts, figure, .bar, .bars, dl, .gates"),
      requests: performance.getEntriesByType("resource").map(function (e) { return e.name; }),
      errors: pageErrors,
    }, "*");
  }, 500);
})();
