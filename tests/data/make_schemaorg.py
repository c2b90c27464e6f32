"""Makes schemaorg.json from the npm package `schema-dts`: `npm pack schema-dts`, unpack it, then
`python tests/data/make_schemaorg.py package/dist/schema.d.ts`. Its version is in VERSION below."""

import json
import re
import sys
from pathlib import Path

VERSION = "schema-dts 2.1.0"
# The types that the site uses; whatever stands above them comes along.
USED = [
    "AdministrativeArea", "Article", "Audience", "BreadcrumbList", "CollectionPage",
    "CollegeOrUniversity", "Country", "Course", "CreativeWork", "DataCatalog", "DataDownload",
    "Dataset", "EducationalOccupationalCredential", "EducationalOccupationalProgram", "EntryPoint",
    "Answer", "FAQPage", "Question",
    "ItemList", "ListItem", "MonetaryAmountDistribution", "MonetaryGrant", "NewsArticle",
    "Occupation", "Organization", "Periodical", "Person", "Place",
    "PostalAddress", "PropertyValue", "SearchAction", "SearchResultsPage", "State", "WebPage",
    "WebSite", "ImageObject",
]  # fmt: skip
INTERFACE = re.compile(
    r"^(?:export )?interface (\w+?)(?:Base|Leaf) extends ([^{]+) \{\n(.*?)^\}",
    re.MULTILINE | re.DOTALL,
)
PROPERTY = re.compile(r'^    "(\w+)"\?: SchemaValue<(.+), "\w+">;$', re.MULTILINE)


def main(path: str) -> None:
    """Write the types with what stands above each, and their properties with the expected types."""
    types: dict[str, dict] = {}
    for name, above, body in INTERFACE.findall(Path(path).read_text()):
        parents = re.findall(r"(\w+)Base", above)
        known = types.setdefault(name, {"above": [], "properties": {}})
        known["above"] += [parent for parent in parents if parent not in (name, *known["above"])]
        for prop, values in PROPERTY.findall(body):
            expected = re.findall(r"\w+", re.sub(r'"[^"]*"', "Enumerated", values))
            known["properties"][prop] = sorted(set(expected) - {"IdReference"})
    wanted, kept = list(USED), {}
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept[name] = types[name]
            wanted += types[name]["above"]
    content = {"made_from": VERSION, "types": dict(sorted(kept.items()))}
    out = Path(__file__).with_name("schemaorg.json")
    out.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
    sys.stdout.write(f"{out}: {len(kept)} types\n")


if __name__ == "__main__":
    main(sys.argv[1])
