// Pages of features: the value of a token where it is pointed at or reached with the keyboard, and further examples in their place.
// Everything can be read without this file. Classic script, so that it also runs from file://.
(function () {
  "use strict";

  var tip = document.createElement("span");
  tip.id = "token-value";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.appendChild(tip);
  var shown = null;

  // The marked tokens of a text or patches of a picture, in the order of their values.
  function marks(holder) {
    return holder.querySelectorAll(holder.tagName === "P" ? "i[class],mark" : "rect:not(.edge)");
  }

  function value(mark) {
    var holder = mark.closest("[data-v]");
    var index = holder ? Array.prototype.indexOf.call(marks(holder), mark) : -1;
    return index < 0 ? null : holder.dataset.v.split(" ")[index];
  }

  function hide() {
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  }

  function show(mark) {
    var text = mark && value(mark);
    if (!text) return hide();
    if (shown && shown !== mark) shown.removeAttribute("aria-describedby");
    shown = mark;
    tip.textContent = text;
    tip.hidden = false;
    mark.setAttribute("aria-describedby", tip.id);
    var place = mark.getBoundingClientRect();
    var left = Math.min(Math.max(4, place.left + (place.width - tip.offsetWidth) / 2), document.documentElement.clientWidth - tip.offsetWidth - 4);
    var above = place.top - tip.offsetHeight - 6;
    // The policy of the page allows no attribute `style` in its source; what a script sets is not source.
    tip.style.left = left + "px";
    tip.style.top = (above < 4 ? place.bottom + 6 : above) + "px";
  }

  function marked(event) {
    var target = event.target.closest && event.target.closest("[data-v] i[class],[data-v] mark,[data-v] rect:not(.edge)");
    return target && target.closest(".examples") ? target : null;
  }

  document.addEventListener("pointerover", function (event) {
    var mark = marked(event);
    if (mark) show(mark); else if (shown && shown !== document.activeElement) hide();
  });
  document.addEventListener("click", function (event) { var mark = marked(event); if (mark) show(mark); });
  addEventListener("scroll", function () { if (shown && shown !== document.activeElement) hide(); }, { passive: true });

  // All marks of the page are one stop of the tabulator; arrow keys go through them.
  var all = [];
  var current = 0;

  function collect() {
    all = Array.prototype.slice.call(document.querySelectorAll(".examples [data-v] i[class],.examples [data-v] mark,.examples [data-v] rect:not(.edge)"));
    all.forEach(function (mark, index) { mark.tabIndex = index === current ? 0 : -1; });
    Array.prototype.forEach.call(document.querySelectorAll(".patches[aria-hidden]"), function (svg) { svg.removeAttribute("aria-hidden"); });
  }

  function go(index) {
    if (index < 0 || index >= all.length) return;
    all[current].tabIndex = -1;
    current = index;
    all[current].tabIndex = 0;
    all[current].focus();
  }

  document.addEventListener("focusin", function (event) {
    var index = all.indexOf(event.target);
    if (index < 0) return hide();
    if (index !== current) { all[current].tabIndex = -1; current = index; all[current].tabIndex = 0; }
    show(event.target);
  });

  // First the next mark, then the next feature: the common script listens on the document too.
  addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape" && shown) return hide();
    var index = all.indexOf(event.target);
    if (index < 0) return;
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) index += step; else if (event.key === "Home") index = 0; else if (event.key === "End") index = all.length - 1; else return;
    event.preventDefault();
    event.stopPropagation();
    go(index);
  }, true);
  collect();

  // Further examples come as a script that calls atlasMore; without it the link leads to a page that has them.
  var link = document.querySelector('.more a[href^="more-"]');
  if (!link) return;
  window.atlasMore = function (lists) {
    var list = lists[link.hash.slice(2)];
    var before = document.querySelector(".examples");
    if (!list || !before) { location.href = link.href; return; }
    var holder = document.createElement("div");
    holder.innerHTML = list;
    var first = holder.querySelector("li");
    while (holder.firstElementChild && holder.firstElementChild.firstElementChild) before.appendChild(holder.firstElementChild.firstElementChild);
    if (link.nextSibling) link.nextSibling.remove();
    link.remove();
    collect();
    first.tabIndex = -1;
    first.focus();
  };
  link.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    var script = document.createElement("script");
    script.src = link.getAttribute("href").replace(/\.html#.*/, ".js");
    script.onerror = function () { location.href = link.href; };
    document.head.appendChild(script);
  });
})();
