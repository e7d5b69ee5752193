// The search page: looks up what is typed in the scripts of search/, which name the features that each term finds.
(function () {
  "use strict";

  var form = document.getElementById("search");
  if (!form) return;
  var input = document.getElementById("search-text");
  var status = document.getElementById("search-status");
  var list = document.getElementById("search-results");
  var shown = 50;
  var parts = null, perFile = 1, fileCount = 1, longest = 1, files = {}, terms = {}, entries = {}, waiting = {};

  function load(name, done) {
    if (waiting[name]) {
      if (waiting[name] === true) done(); else waiting[name].push(done);
      return;
    }
    waiting[name] = [done];
    var script = document.createElement("script");
    script.src = "search/" + name + ".js";
    script.onload = script.onerror = function () {
      var callbacks = waiting[name];
      waiting[name] = true;
      callbacks.forEach(function (callback) { callback(); });
    };
    document.head.appendChild(script);
  }

  window.atlasSearch = {
    parts: function (data, used, entriesPerFile, count, longestTerm) {
      perFile = entriesPerFile;
      fileCount = count;
      longest = longestTerm;
      parts = data.map(function (p) {
        var last = 0;
        return { dataset: p[0], checkpoint: p[1], folder: p[2], first: p[3], features: p[4].map(function (d) { return (last += d); }) };
      });
      used.forEach(function (file) { files[file] = true; });
    },
    entries: function (file, data) { entries[file] = data; },
    terms: function (file, data) { terms[file] = data; }
  };

  // As Sources/Site/Search/SearchTerms.swift does.
  var unspaced = /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]/u;

  function cut(text) {
    var found = [];
    var runs = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) || [];
    runs.forEach(function (run) {
      var part = [], isPairs = false;
      function end() {
        if (isPairs) {
          for (var i = 0; i < part.length; i++) if (part.length === 1 || i + 1 < part.length) found.push(part.slice(i, i + 2).join(""));
        } else if (part.length) {
          found.push(part.slice(0, longest).join(""));
        }
        part = [];
      }
      Array.from(run).forEach(function (character) {
        var isPair = unspaced.test(character);
        if (isPair !== isPairs) end();
        isPairs = isPair;
        part.push(character);
      });
      end();
    });
    return found;
  }

  function file(term) {
    var characters = Array.from(term), hash = 0;
    characters.slice(0, unspaced.test(characters[0]) ? 1 : 2).forEach(function (character) {
      hash = (Math.imul(hash, 31) + character.codePointAt(0)) >>> 0;
    });
    return hash % fileCount;
  }

  // Entries that a term finds with their places: the term itself before longer words that begin with it.
  function matches(term) {
    var table = terms[file(term)] || {}, found = new Map();
    function add(key, extra) {
      var ids = table[key];
      for (var i = 1; i < ids.length; i++) {
        var place = i + extra;
        if (!(found.get(ids[i]) <= place)) found.set(ids[i], place);
      }
    }
    if (Object.prototype.hasOwnProperty.call(table, term)) add(term, 0);
    if (term.length > 1 || unspaced.test(term)) {
      Object.keys(table).forEach(function (key) { if (key !== term && key.indexOf(term) === 0) add(key, 1000); });
    }
    return found;
  }

  function numbered(number) {
    var found = [];
    parts.forEach(function (part) {
      var place = part.features.indexOf(number);
      if (place >= 0) found.push(part.first + place);
    });
    return found;
  }

  function partOf(id) {
    var part = parts[0];
    parts.forEach(function (other) { if (other.first <= id) part = other; });
    return part;
  }

  function find(words) {
    var sums = null;
    words.forEach(function (word) {
      var found = matches(word), next = new Map();
      found.forEach(function (place, id) {
        if (!sums) next.set(id, place); else if (sums.has(id)) next.set(id, sums.get(id) + place);
      });
      sums = next;
    });
    var ids = sums ? Array.from(sums.keys()) : [];
    ids.sort(function (a, b) { return sums.get(a) - sums.get(b) || a - b; });
    if (words.length === 1 && /^[0-9]+$/.test(words[0])) {
      var own = numbered(Number(words[0]));
      ids = own.concat(ids.filter(function (id) { return own.indexOf(id) < 0; }));
    }
    return ids;
  }

  function show(ids) {
    var items = ids.slice(0, shown), needed = {};
    items.forEach(function (id) { needed[Math.floor(id / perFile)] = true; });
    var missing = Object.keys(needed), left = missing.length;
    function draw() {
      list.replaceChildren.apply(list, items.map(function (id) {
        var part = partOf(id), feature = part.features[id - part.first];
        var entry = (entries[Math.floor(id / perFile)] || [])[id % perFile] || ["", ""];
        var item = document.createElement("li"), link = document.createElement("a"), rest = document.createElement("span");
        link.href = part.folder + feature + ".html";
        var name = document.createElement("bdi");
        name.textContent = entry[0] || entry[1] || form.dataset.feature + " " + feature;
        link.appendChild(name);
        rest.className = "meta";
        rest.textContent = " " + form.dataset.feature + " " + feature + " · " + part.checkpoint + " · " + part.dataset + (entry[0] && entry[1] ? " · " + entry[1] : "");
        item.appendChild(link);
        item.appendChild(rest);
        return item;
      }));
      list.hidden = !items.length;
    }
    if (!left) return draw();
    missing.forEach(function (name) { load("entries-" + name, function () { left -= 1; if (!left) draw(); }); });
  }

  var turn = 0;
  function search() {
    var mine = ++turn;
    history.replaceState(null, "", "#" + encodeURIComponent(input.value));
    load("parts", function () {
      if (mine !== turn || !parts) return;
      var words = cut(input.value);
      if (!words.length) {
        status.textContent = "";
        list.hidden = true;
        return;
      }
      var wanted = words.map(file).filter(function (name) { return files[name]; }), left = wanted.length;
      function done() {
        if (mine !== turn) return;
        var ids = find(words);
        status.textContent = ids.length ? form.dataset.found.replace("{0}", ids.length.toLocaleString(document.documentElement.lang)) : form.dataset.none;
        show(ids);
      }
      if (!left) return done();
      wanted.forEach(function (name) { load("terms-" + name, function () { left -= 1; if (!left) done(); }); });
    });
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = list.querySelector("a");
    if (first && !list.hidden) location.href = first.href;
  });
  input.addEventListener("input", search);
  window.addEventListener("hashchange", start);
  function start() {
    var text = "";
    try { text = decodeURIComponent(location.hash.slice(1)); } catch (error) { text = ""; }
    if (text && text !== input.value) { input.value = text; search(); }
  }
  start();
  input.focus();
})();
