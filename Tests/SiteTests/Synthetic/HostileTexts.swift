/// Texts that break careless pages: markup, template tags, Markdown, scripts of other directions, control characters.
enum HostileTexts {
  static let all = [
    "<script>alert(1)</script>", "{{feature}} {{#each rows}} {{/if}}", "a | b | c", "</td></tr></table><h1>x",
    "\" onmouseover=\"alert(1)", "' autofocus='", "&amp; &lt;b&gt; & <b>",
    "**bold** _x_ `code` [a](javascript:alert(1))",
    "# heading\n- list\n1. one\n\n| a |\n|---|", "שלום עולם مرحبا", "\u{202E}reversed\u{202C}", "👩‍👩‍👧‍👦 🏳️‍🌈 émoji",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsmitgliedsversammlungsraum",
    "nul\u{0000}bell\u{0007}c1\u{0085}del\u{007F}", "<!-- comment --> <![CDATA[ x ]]>", "javascript:alert(1)",
    "<img src=x onerror=alert(1)>", "\u{2028}\u{2029}", "::: details x", "Zq0x1tqZ Zq0x",
  ]
}
