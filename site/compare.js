// Two features side by side: the address names them as #a=DATASET/CHECKPOINT/NUMBER&b=…, the data come as scripts that
// call atlasCompare.
(function () {
  "use strict";

  var tools = window.atlasTools, say = tools.say, make = tools.make;
  var place = document.getElementById("compare");
  if (!place) return;
  var parts = [], files = {}, numbersPerFile = 256;

  window.atlasCompare = function (folder, index, data) { files[folder + index] = data; };

  function address(text) {
    var match = /^([^/]+)\/([^/]+)\/([0-9]{1,9})$/.exec(text || "");
    if (!match) return null;
    try { return { d: decodeURIComponent(match[1]), c: decodeURIComponent(match[2]), f: Number(match[3]) }; } catch (error) { return null; }
  }

  // Not URLSearchParams, which would decode the parts of the address before they are told apart.
  function wanted() {
    var found = {};
    location.hash.slice(1).split("&").forEach(function (pair) {
      var at = pair.indexOf("=");
      if (at > 0) found[pair.slice(0, at)] = address(pair.slice(at + 1));
    });
    return [found.a || null, found.b || null];
  }

  function part(item) {
    return parts.filter(function (p) { return p.d === item.d && p.c === item.c; })[0] || null;
  }

  function label(item) {
    var found = part(item);
    return found ? found.dataset + " · " + found.checkpoint : item.d + " · " + item.c;
  }

  function fetch(items, done) {
    var left = items.length;
    items.forEach(function (item) {
      var found = part(item);
      if (!found) { left -= 1; if (!left) done(); return; }
      tools.load(tools.root + found.folder + "compare-" + Math.floor(item.f / numbersPerFile) + ".js", function () {
        left -= 1;
        if (!left) done();
      });
    });
    if (!items.length) done();
  }

  function entry(item) {
    var found = item && part(item);
    var file = found && files[found.folder + Math.floor(item.f / numbersPerFile)];
    var values = file && file.features[item.f];
    return values ? { item: item, file: file, values: values, link: tools.root + found.folder + item.f + ".html" } : null;
  }

  // The form that chooses both.
  function picker(items) {
    var form = make("form", { className: "filter pair-form" }), sets = items.map(function (item, index) {
      var legend = make("legend", {}, say(index ? "compare.second" : "compare.first"));
      var select = make("select", {}), number = make("input", { type: "number", min: 0, step: 1, inputMode: "numeric", value: item ? item.f : "" });
      parts.forEach(function (p, at) { select.append(new Option(p.dataset + " · " + p.checkpoint, String(at))); });
      var at = item ? parts.indexOf(part(item)) : index && items[0] ? parts.indexOf(part(items[0])) : 0;
      if (at >= 0 && parts.length) select.selectedIndex = at;
      form.append(make("fieldset", {}, legend, make("label", {}, say("compare.part") + " ", select), make("label", {}, say("compare.number") + " ", number)));
      return { select: select, number: number };
    });
    form.append(make("button", { type: "submit" }, say("compare.two")));
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var names = sets.map(function (set) {
        var p = parts[Number(set.select.value)];
        return p && /^[0-9]+$/.test(set.number.value) ? tools.name({ d: p.d, c: p.c, f: Number(set.number.value) }) : null;
      });
      location.hash = ["a", "b"].map(function (letter, index) { return names[index] ? letter + "=" + names[index] : null; }).filter(Boolean).join("&");
    });
    return form;
  }

  function table(caption, heads) {
    var body = make("tbody"), row = make("tr");
    heads.forEach(function (text, index) { row.append(index ? make("th", { scope: "col", className: "right" }, text) : make("td", {}, text)); });
    var whole = make("div", { className: "table", role: "group", tabIndex: 0, "aria-label": caption },
      make("table", {}, make("caption", {}, caption), make("thead", {}, row), body));
    return {
      element: whole,
      row: function (name, cells) {
        var line = make("tr", {}, make("th", { scope: "row" }, name));
        cells.forEach(function (content) { line.append(make("td", { className: "right" }, content)); });
        body.append(line);
      }
    };
  }

  function heading(e) { return e.values[0] || say("feature") + " " + e.item.f; }

  function card(e) {
    var words = e.values[9];
    return make("div", { className: "card" },
      make("h2", {}, make("a", { href: e.link }, make("bdi", {}, heading(e)))),
      make("p", { className: "meta" }, say("feature") + " " + e.item.f + " · " + label(e.item) + (e.values[1] ? " · " + e.values[1] : "")),
      words.length ? make("p", {}, say("compare.words") + ": ", make("bdi", {}, words.join(", "))) : null,
      tools.keeper(function () { return [{ d: e.item.d, c: e.item.c, f: e.item.f, n: e.values[0] || words.slice(0, 3).join(", "), t: "" }]; }));
  }

  // A few words round the token on which it fires most; the page of the feature has the whole example.
  function excerpt(example) {
    if (example.length < 5) return null;
    return make("bdi", {}, example[2], example[3] ? make("mark", { className: "f" }, example[3]) : null, example[4]);
  }

  // Those that stand on the page of the feature.
  function examples(e) {
    var list = make("ol", { className: "examples" });
    e.values[12].forEach(function (example) {
      var words = excerpt(example);
      if (!words) return;
      list.append(make("li", {}, make("p", { dir: "auto" }, words),
        make("p", { className: "m" }, make("b", {}, tools.magnitude(example[1])), " · ", make("bdi", {}, example[0]))));
    });
    if (!list.children.length) return null;
    return make("section", {}, make("h3", {}, say("compare.examples", e.item.f)), list);
  }

  // As the pages choose the class: shown relations by the distance of the AUROC from one half, then by q.
  function clearness(pair) {
    if (pair[0] === null) return null;
    var distance = Math.abs(pair[0] - 0.5) + (pair[0] > 0.5 ? 1e-12 : 0);
    return pair[1] === null ? distance - 1 : pair[1] <= 0.05 ? 2 + distance : 1 - pair[1] + 1e-9 * distance;
  }

  function clearest(values) {
    var best = -1;
    values[7].forEach(function (pair, index) {
      var own = clearness(pair);
      if (own !== null && (best < 0 || own > clearness(values[7][best]))) best = index;
    });
    return best;
  }

  function figures(a, b) {
    var t = table(say("compare.figures"), ["", say("feature") + " " + a.item.f, say("feature") + " " + b.item.f]);
    var both = [a, b];
    function row(name, value) { t.row(name, both.map(value)); }
    row(say("active"), function (e) { return say("compare.of", e.values[2].toLocaleString("en"), e.file.examples.toLocaleString("en")); });
    row(say("density"), function (e) { return tools.percent(e.values[3]); });
    row(say("mean-active"), function (e) { return tools.magnitude(e.values[4]); });
    row(say("maximum"), function (e) { return tools.magnitude(e.values[5]); });
    a.file.levels.forEach(function (level, index) {
      row(say("compare.quantile", level), function (e) { return tools.magnitude(e.values[6][index]); });
    });
    if (a.file.classes.length || b.file.classes.length) {
      row(say("label"), function (e) { var c = clearest(e.values); return c < 0 ? "–" : e.file.classes[c]; });
      row(say("auroc"), function (e) { var c = clearest(e.values); return c < 0 ? "–" : tools.fixed(e.values[7][c][0], 3); });
      row(say("q"), function (e) { var c = clearest(e.values); return c < 0 ? "–" : tools.probability(e.values[7][c][1]); });
    }
    a.file.attributes.concat(b.file.attributes.filter(function (name) { return a.file.attributes.indexOf(name) < 0; })).forEach(function (name) {
      row(say("verdict") + ": " + name, function (e) {
        var at = e.file.attributes.indexOf(name);
        if (at < 0) return "–";
        var found = e.values[8][at], span = make("span", {}, tools.badge(found[0]));
        if (found[1] >= 0) span.append(" " + e.file.groups[at][found[1]]);
        return span;
      });
      row(say("effect") + ": " + name, function (e) {
        var at = e.file.attributes.indexOf(name);
        return at < 0 ? "–" : tools.fixed(e.values[8][at][2] === null ? null : e.values[8][at][2] * 100, 1, true);
      });
    });
    return t.element;
  }

  // From either list of neighbours.
  function near(a, b, list) {
    return a.values[list].filter(function (n) { return n[0] === b.item.f; })[0] || b.values[list].filter(function (n) { return n[0] === a.item.f; })[0] || null;
  }

  function together(a, b) {
    var isSamePart = a.item.d === b.item.d && a.item.c === b.item.c;
    var t = table(say("compare.together"), [say("compare.near"), ""]);
    var firing = isSamePart ? near(a, b, 10) : null, direction = isSamePart ? near(a, b, 11) : null;
    var missing = say(isSamePart ? "compare.not-near" : "compare.only");
    t.row(say("phi"), [firing ? tools.fixed(firing[1], 3) : missing]);
    t.row(say("cosine"), [direction ? tools.fixed(direction[1], 3) : missing]);
    var common = firing || direction;
    t.row(say("both-active"), [common ? say("compare.of", common[2].toLocaleString("en"), a.file.examples.toLocaleString("en")) : missing]);
    var words = a.values[9].filter(function (word) { return b.values[9].indexOf(word) >= 0; });
    t.row(say("compare.words"), [words.length ? make("bdi", {}, words.join(", ")) : "–"]);
    return t.element;
  }

  function shared(a, b) {
    if (a.item.d !== b.item.d) return make("p", {}, say("compare.none-shared"));
    var other = new Map(b.values[12].map(function (e) { return [e[0], e]; }));
    var found = a.values[12].filter(function (e) { return other.has(e[0]); });
    if (!found.length) return make("p", {}, say("compare.none-shared"));
    var t = table(say("compare.shared"), ["", say("feature") + " " + a.item.f, say("feature") + " " + b.item.f]);
    found.forEach(function (e) {
      var name = make("span", {}, make("bdi", {}, e[0])), words = excerpt(e) || excerpt(other.get(e[0]));
      if (words) name.append(make("br"), words);
      t.row(name, [tools.magnitude(e[1]), tools.magnitude(other.get(e[0])[1])]);
    });
    return t.element;
  }

  function show() {
    var items = wanted(), chosen = items.filter(Boolean);
    fetch(chosen, function () {
      var found = items.map(entry), content = [picker(items)];
      chosen.forEach(function (item) {
        if (!entry(item)) content.push(make("p", { className: "warnings" }, say("compare.missing", item.f, label(item))));
      });
      if (found[0] && found[1]) {
        content.push(make("div", { className: "cards" }, card(found[0]), card(found[1])), figures(found[0], found[1]), together(found[0], found[1]), shared(found[0], found[1]),
          make("div", { className: "pair" }, examples(found[0]), examples(found[1])));
      } else if (found[0] || found[1]) {
        content.push(make("div", { className: "cards" }, card(found[0] || found[1])));
      }
      place.replaceChildren.apply(place, content);
    });
  }

  tools.ready(function () {
    tools.parts(function (found) {
      parts = found;
      show();
    });
  });
  addEventListener("hashchange", show);
})();
