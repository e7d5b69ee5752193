"""What PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) ask of the auditor's pack, as far as the file's structure shows it.

    check.py PDF FOLDER

FOLDER has the files that must lie in the PDF, byte for byte. Prints one line for each rule that is broken, and ends with 1
then. This is no validator: of the rules below each is checked over the whole file, all others are not. Needs pikepdf.
"""

import hashlib
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA, PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
DC, XMP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}"
# ISO 32000-1, 14.8.4; other types need a role map.
STANDARD = set(
    """Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
    Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure
    Formula Form""".split()
)
PARENTS = {
    "LI": {"L"}, "Lbl": {"LI", "Note"}, "LBody": {"LI"}, "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"},
    "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
}
FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition",
                     "/Trans", "/GoTo3DView", "/JavaScript"}
PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "Tj", "TJ", "'", '"', "EI", "INLINE IMAGE"}
SHOWING = {"Tj", "TJ", "'", '"'}


class Check:
    def __init__(self, path, folder):
        self.bytes = Path(path).read_bytes()
        self.pdf = pikepdf.open(path)
        self.root = self.pdf.Root
        self.folder = Path(folder)
        self.problems = []

    def need(self, holds, rule):
        if not holds and rule not in self.problems:
            self.problems.append(rule)

    def all(self):
        for part in (self.file, self.metadata, self.intent, self.attachments, self.fonts, self.objects, self.structure,
                     self.pages):
            part()
        return self.problems

    # The file

    def file(self):
        self.need(self.bytes.startswith(b"%PDF-1.7\n"), "the file begins with %PDF-1.7 at byte 0 (A 6.1.2)")
        comment = self.bytes.split(b"\n", 2)[1]
        self.need(comment[:1] == b"%" and len(comment) >= 5 and all(byte > 127 for byte in comment[1:5]),
                  "a comment of four bytes above 127 follows (A 6.1.2)")
        self.need(self.bytes.rstrip(b"\r\n").endswith(b"%%EOF"), "nothing follows the last %%EOF (A 6.1.3)")
        self.need("/ID" in self.pdf.trailer, "the trailer has an ID (A 6.1.3)")
        self.need("/Encrypt" not in self.pdf.trailer, "nothing is encrypted (A 6.1.3)")
        self.need(not self.pdf.check_pdf_syntax() if hasattr(self.pdf, "check_pdf_syntax") else not self.pdf.check(),
                  "the cross-reference table and all streams can be read")

    def metadata(self):
        stream = self.root.get("/Metadata")
        if stream is None:
            return self.need(False, "the catalog has XMP metadata (A 6.6.2.1)")
        packet = bytes(stream.read_bytes())
        self.need(b"bytes=" not in packet.split(b"?>")[0], "the header of the XMP packet has no attribute bytes (A 6.6.2.1)")
        tree = ElementTree.fromstring(packet)
        graphs = list(tree.iter(RDF + "RDF"))
        self.need(len(graphs) == 1, "one RDF element holds all of the XMP metadata (XMP 7.3.3)")
        found = {}
        for description in tree.iter(RDF + "Description"):
            found.update({key: value for key, value in description.attrib.items() if not key.startswith(RDF)})
            for child in description:
                found[child.tag] = "".join(child.itertext()).strip()
        self.need((found.get(PDFA + "part"), found.get(PDFA + "conformance")) == ("3", "A"),
                  "XMP says pdfaid:part 3, pdfaid:conformance A (A 6.6.4)")
        self.need(found.get(PDFUA + "part") == "1", "XMP says pdfuaid:part 1 (UA 5)")
        described = {element.text for element in tree.iter(SCHEMA + "namespaceURI")}
        self.need(PDFUA.strip("{}") in described, "XMP describes the schema of pdfuaid (A 6.6.2.3)")
        title = found.get(DC + "title")
        self.need(bool(title), "XMP has dc:title (UA 7.1)")
        info = self.pdf.docinfo
        for key, same in (("/Title", DC + "title"), ("/Creator", XMP + "CreatorTool"), ("/CreationDate", XMP + "CreateDate"),
                          ("/ModDate", XMP + "ModifyDate")):
            self.need(key not in info or key.endswith("Date") or str(info[key]) == found.get(same),
                      f"{key} of the information dictionary is that of XMP")
            self.need(not (key.endswith("Date") and (key in info) != (same in found)), f"{key} is in XMP where it is in the file")
        self.need(bool(str(self.root.get("/Lang", ""))), "the catalog has a language (A 6.7.4, UA 7.2)")
        preferences = self.root.get("/ViewerPreferences", Dictionary())
        self.need(bool(preferences.get("/DisplayDocTitle", False)), "viewers show the title (UA 7.1)")
        mark = self.root.get("/MarkInfo", Dictionary())
        self.need(bool(mark.get("/Marked", False)), "the file is marked as tagged (A 6.7.2.2, UA 7.1)")
        self.need(not mark.get("/Suspects", False), "no tags are suspect (UA 7.1)")

    def intent(self):
        intents = [item for item in self.root.get("/OutputIntents", Array()) if item.get("/S") == Name.GTS_PDFA1]
        self.need(len(intents) == 1, "there is one output intent GTS_PDFA1 (A 6.2.3)")
        for intent in intents:
            profile = bytes(intent.DestOutputProfile.read_bytes())
            self.need(profile[36:40] == b"acsp" and int.from_bytes(profile[:4], "big") == len(profile),
                      "its profile is an ICC profile (A 6.2.3)")
            self.need(profile[8] <= 4 and profile[12:16] in (b"mntr", b"prtr") and profile[16:20] == b"RGB "
                      and int(intent.DestOutputProfile.N) == 3, "its profile is of RGB, version 4 at most (A 6.2.3)")

    def attachments(self):
        names = self.root.get("/Names", Dictionary()).get("/EmbeddedFiles", Dictionary()).get("/Names", Array())
        keys = [str(key) for key in list(names)[0::2]]
        self.need(keys == sorted(keys) and len(set(keys)) == len(keys), "names of attachments are sorted (ISO 32000-1, 7.9.6)")
        associated = {item.objgen for item in self.root.get("/AF", Array())}
        held = {}
        for item in list(names)[1::2]:
            name = str(item.get("/UF", ""))
            self.need(name and str(item.get("/F", "")) == name, f"{name}: F and UF name the attachment (A 6.8, UA 7.11)")
            self.need(item.get("/AFRelationship") == Name.Data, f"{name}: its relationship is Data (A 6.8)")
            self.need(item.objgen in associated, f"{name}: it is associated with the document (A 6.8)")
            file = item.EF.F
            self.need(file.get("/Subtype") == Name("/text/csv"), f"{name}: its type is text/csv (A 6.8)")
            self.need("/ModDate" in file.get("/Params", Dictionary()), f"{name}: it has a date (A 6.8)")
            held[name] = bytes(file.read_bytes())
            checksum = file.get("/Params", Dictionary()).get("/CheckSum")
            self.need(checksum is None or bytes(checksum) == hashlib.md5(held[name]).digest(), f"{name}: its checksum is right")
        wanted = {str(path.relative_to(self.folder)).replace("/", "."): path.read_bytes()
                  for path in self.folder.rglob("*.csv")}
        self.need(bool(wanted), "there are tables to compare with")
        for name in sorted(wanted.keys() | held.keys()):
            self.need(wanted.get(name) == held.get(name), f"{name}: the attachment is the table beside the PDF, byte for byte")

    def fonts(self):
        for font in self.of_type("/Font"):
            if font.get("/Subtype") in (Name("/CIDFontType0"), Name("/CIDFontType2")):
                continue
            name = str(font.get("/BaseFont", "a font"))
            self.need("/ToUnicode" in font, f"{name}: its letters have Unicode (A 6.2.11.7, UA 7.21.7)")
            inner = font.DescendantFonts[0] if font.get("/Subtype") == Name.Type0 else font
            descriptor = inner.get("/FontDescriptor", Dictionary())
            self.need(any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
                      f"{name}: it is embedded (A 6.2.11.4, UA 7.21.4)")
            if font.get("/Subtype") == Name.Type0:
                self.need(font.Encoding in (Name("/Identity-H"), Name("/Identity-V")), f"{name}: its encoding is Identity, as all letters are there (A 6.2.11.3)")
                self.need(inner.Subtype != Name.CIDFontType2 or "/CIDToGIDMap" in inner, f"{name}: it maps CIDs (A 6.2.11.3.2)")

    def objects(self):
        for item in self.pdf.objects:
            if isinstance(item, Stream):
                self.need("/F" not in item and "/FFilter" not in item, "no stream lies outside of the file (A 6.1.7.1)")
                filters = item.get("/Filter", Array())
                filters = [filters] if isinstance(filters, Name) else list(filters)
                self.need(Name.LZWDecode not in filters and Name.Crypt not in filters, "no stream uses LZW or Crypt (A 6.1.7.2)")
                if item.get("/Subtype") == Name.Image:
                    self.need(not item.get("/Interpolate", False), "no picture is interpolated (A 6.2.8)")
                    self.need("/Alternates" not in item and "/OPI" not in item, "no picture has alternates (A 6.2.8)")
            if isinstance(item, (Dictionary, Stream)):
                self.need(str(item.get("/S", "")) not in FORBIDDEN_ACTIONS or item.get("/Type") not in (None, Name.Action),
                          "no action runs, plays or hides something (A 6.5.1)")
                self.need("/AA" not in item and "/XFA" not in item, "nothing happens by itself (A 6.4.2, 6.5.2)")
                if item.get("/Type") == Name.ExtGState:
                    self.need("/TR" not in item and item.get("/TR2", Name.Default) == Name.Default,
                              "no transfer functions (A 6.2.5)")
        self.need("/OCProperties" not in self.root, "no optional content")

    # Tags

    def structure(self):
        tree = self.root.get("/StructTreeRoot")
        if tree is None:
            return self.need(False, "there is a structure tree (A 6.7.3, UA 7.1)")
        self.roles = {str(key)[1:]: str(value)[1:] for key, value in tree.get("/RoleMap", Dictionary()).items()}
        self.headings, self.listed, self.linked = [], set(), set()
        self.walk(tree.K, None, tree)
        self.shown = set()
        numbers = tree.ParentTree.Nums
        self.parents = {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}
        self.need(self.headings[:1] == [1], "the first heading is H1 (UA 7.4.2)")
        for before, after in zip(self.headings, self.headings[1:]):
            self.need(after <= before + 1, f"no heading is skipped: H{after} after H{before} (UA 7.4.2)")

    def kind(self, element):
        name = str(element.S)[1:]
        return self.roles.get(name, name)

    def walk(self, node, parent, owner):
        if isinstance(node, Array):
            for child in node:
                self.walk(child, parent, owner)
            return
        if not isinstance(node, Dictionary):
            if parent is not None and owner.get("/Pg") is not None:
                self.listed.add((owner.Pg.objgen, int(node)))
            return
        if node.get("/Type") == Name.MCR:
            page = node.get("/Pg", owner.get("/Pg"))
            return self.listed.add((page.objgen, int(node.MCID)))
        if node.get("/Type") == Name.OBJR:
            self.need(parent in ("Link", "Annot", "Form"), "annotations lie in tags of links (UA 7.18.1)")
            return self.linked.add(node.Obj.objgen)
        kind = self.kind(node)
        self.need(kind in STANDARD, f"{kind} is a standard type or has a role (A 6.7.3.4)")
        self.need(kind not in PARENTS or parent in PARENTS[kind], f"{kind} lies in {' or '.join(sorted(PARENTS.get(kind, [])))}, not in {parent}")
        if kind in ("Figure", "Formula"):
            self.need(bool(str(node.get("/Alt", "") or node.get("/ActualText", ""))), f"each {kind} has a text (UA 7.3)")
        if kind == "TH":
            self.need(self.attribute(node, "/Scope") is not None or "/ID" in node, "each TH has a scope (UA 7.5)")
        if kind == "Table":
            self.rows(node)
        if kind[0] == "H" and kind[1:].isdigit():
            self.headings.append(int(kind[1:]))
        if "/K" in node:
            self.walk(node.K, kind, node)

    def rows(self, table):
        widths, rows = set(), []

        def collect(node):
            for child in node if isinstance(node, Array) else [node]:
                if isinstance(child, Dictionary) and "/S" in child:
                    if self.kind(child) == "TR":
                        rows.append(child)
                    elif "/K" in child:
                        collect(child.K)

        collect(table.K)
        for row in rows:
            cells = row.get("/K", Array())
            cells = cells if isinstance(cells, Array) else [cells]
            widths.add(sum(int(self.attribute(cell, "/ColSpan") or 1) for cell in cells))
        self.need(len(widths) == 1, "the rows of a table are equally long (UA 7.2)")

    @staticmethod
    def attribute(node, name):
        attributes = node.get("/A", Array())
        for item in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(item, Dictionary) and name in item:
                return item[name]
        return None

    def pages(self):
        for number, page in enumerate(self.pdf.pages, 1):
            self.need(page.obj.get("/Tabs") == Name.S, f"page {number}: tabs follow the structure (UA 7.18.3)")
            for item in page.obj.get("/Annots", Array()):
                flags = int(item.get("/F", 0))
                self.need(flags & 4 and not flags & 0b100011, f"page {number}: annotations are printed, none is hidden (A 6.3.2)")
                self.need(bool(str(item.get("/Contents", ""))), f"page {number}: each link says where it leads (UA 7.18.5)")
                self.need(item.objgen in self.linked, f"page {number}: each annotation is in the structure (UA 7.18.1)")
                box = [float(value) for value in item.Rect]
                self.need(box[0] != box[2] and box[1] != box[3], f"page {number}: links can be clicked")
            self.marked(number, page)
        self.need(self.listed <= self.shown, "what the structure lists is on the pages (A 6.7.3)")
        self.need(len(self.shown - self.listed) <= len(self.pdf.pages), "all but page numbers is in the order of reading (UA 7.1)")

    def marked(self, number, page):
        """All that is shown is tagged or an artifact, and letters are those of a font."""
        open_tags = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                tag = str(operands[0])
                number_of_tag = operands[1].get("/MCID") if name == "BDC" and isinstance(operands[1], Dictionary) else None
                if number_of_tag is not None:
                    # Page numbers have an element, too, but none that is part of the order of reading.
                    self.shown.add((page.obj.objgen, int(number_of_tag)))
                    elements = self.parents[int(page.obj.StructParents)]
                    self.need(int(number_of_tag) < len(elements) and elements[int(number_of_tag)].Type == Name.StructElem,
                              f"page {number}: each marked piece has an element of the structure (A 6.7.3)")
                    self.need("/Artifact" not in open_tags, f"page {number}: no tags inside of artifacts (UA 7.1)")
                open_tags.append(tag)
            elif name == "EMC":
                open_tags.pop()
            elif name in PAINTING:
                self.need(bool(open_tags), f"page {number}: all that is shown is tagged or an artifact (UA 7.1)")
            if name in SHOWING:
                for text in operands[-1] if isinstance(operands[-1], Array) else [operands[-1]]:
                    if isinstance(text, pikepdf.String):
                        data = bytes(text)
                        self.need(all(data[place:place + 2] != b"\0\0" for place in range(0, len(data), 2)),
                                  f"page {number}: no letter is missing in its font (A 6.2.11.8, UA 7.21.8)")

    def of_type(self, name):
        return [item for item in self.pdf.objects if isinstance(item, Dictionary) and str(item.get("/Type", "")) == name]


if __name__ == "__main__":
    found = Check(sys.argv[1], sys.argv[2]).all()
    print("\n".join(found))
    sys.exit(1 if found else 0)
