"""The page of every finding code: what it checks, why, and what to write instead.

The example of a page is the file of the same name in tests/bad, whose rendered findings are a snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from . import resources


@dataclass(frozen=True, slots=True)
class Code:
    """One code and its page."""

    name: str
    checks: str
    why: str
    instead: str


_PAGES = """
all-left-out | Every source row of an aggregated record was left out by a rule. | A record of nothing is not sent. | Nothing, if the reasons beside it are right.
bad-choice | A value is not one of those that the key takes. | Only these have a meaning. | One of the values that the message lists.
bad-flag-value | A flag has a value that its type does not take. | A mistyped option must never become a silent default. | A value of the flag's type; `crosswalk flags show FLAG` tells it.
bad-json | The payload is not JSON, not UTF-8, empty, nested too deeply, or has NaN, Infinity or a key twice in an object. | Money from a broken payload cannot be trusted. | One JSON document, or one a line.
bad-key | A value is not a key of the parts that keys.yaml says, or a part of one is blank. | Half a key points at the wrong record. | The parts in their order, joined by the separator: 010\\|NORTHEL\\|SC-003\\|000.
bad-name | A name does not look like the names of its place. | Names are written by hand in many places. | Small letters and digits, joined by - or _ as the message says.
bad-record | A record is null, a text or a list instead of an object. | It has no fields to map. | An object for each record.
bad-setting-value | A setting has a value that its type does not take. | A wrong company code or time zone spoils every record. | A value as the message says.
bad-table-value | A value table maps a code to something that the other side does not take. | It would be refused after it was sent. | One of the values of the table.
bad-value | A value is not what its row's type says: no number, no date, no text. | Nothing is guessed from how text looks. | Correct the record where it is kept, or the row's type.
bad-value-here | A value is outside what its key takes: too short, too large, not of its form. | The schema of the spec says so. | A value as the message says.
bracket-text | Text that starts with a bracket is read by YAML as a list or as keys. | `[month of export] ...` would lose its words. | The text in quotes.
code-loses-zero | A code must be sent as a number, and would lose a leading zero or its letters. | 0012 and 12 may be two checks. | The code corrected where it is kept.
comment-cut | ` #` behind unquoted text starts a YAML comment. | `Commitment #` would become `Commitment`. | The text in quotes; two blanks before a real comment.
duplicate-id | Two rows, rules, checks or groups have one id. | Overlays, findings and rows.ID name things by id. | A new id for one of them.
duplicate-key | A key stands twice in one block. | YAML would keep the last and say nothing. | One of the two.
empty-file | A file holds nothing. | It may have been cut short. | Its content, or no file.
expression-failed | An expression met values that it cannot compute with: text with +, a number with text, a blank with <. | A guess would be silent. | A filter that says what is meant: \\| number, \\| concat(...), is not blank.
expression-syntax | A text is not an expression. | It could not be computed. | Names, constants, filters with \\|, tests with is, and the words and, or, not, in, if, else.
expression-too-large | An expression or path is longer or deeper than a reader can follow. | Bounds keep strangers' specs harmless. | Several rows, or rows.ID.
filter-after-operator | A filter stands behind an operator without brackets. | It binds tighter than people read it: a + b \\| round rounds only b. | (a + b) \\| round, or a + (b \\| round).
filter-arguments | A filter or test has too many or too few arguments. | It would fail on every record. | The usage that the message shows.
incomplete-key | A key is built of parts, and no row gives one of them. | Half a key points at the wrong record. | A row with part: for each part.
late-order | A late value names a document that is not sent before the one that needs it. | Its id would never be known. | The documents in the order in which they are sent.
line-left-out | Lines were left out by a group that says so, or by a flag. | Nothing is dropped in silence. | Nothing, if the reason is right.
line-not-mapped | No group takes a line of the record. | A line would be lost. | A group for it, or one with leave_out: and the reason.
line-taken-twice | Two groups take the same line. | Its amount would be sent twice. | where: conditions that exclude each other, or shares_lines: true.
link-ambiguous | A link finds more than one element. | Taking the first would be a guess. | More fields in match:, or the duplicate removed.
link-not-found | A link finds no element. | The record refers to something that is not there. | The missing record sent or synced first, or none: blank.
mapping-off | A flag switches the mapping or its direction off. | Every record is skipped, and it must be clear by what. | The flag in the customer file.
missing-choice | A flag may have a value for which nothing is chosen. | The row would fail for such a customer. | A source for every value of the flag.
missing-direction | A direction is asked for, or used by a row, that the mapping does not have; or it has two and none was named. | Records have no place to come from. | The block export: or import:, or --direction.
missing-key | A key that must be there is not. | The spec means nothing without it. | The key.
missing-setting | A setting of the customer that a row needs is not given. | It has no default, because a guess would be wrong. | The setting in the customer file.
missing-value | A required value is missing, null or empty. | The other side cannot book the record without it. | The value, entered where the record is kept.
no-change | An overlay's change says neither what to change nor how. | It would have no effect. | change: with set:, replace:, remove: or add_after:.
no-sample | There is no sample of the mapping in the direction asked for. | A dry run needs a payload. | A payload: a file, or - for standard input.
no-source | A row has nothing to read. | It could never have a value. | A path on the side that is read, or source, constant, choose or first_of.
no-such-file | A file or folder cannot be read. | The command needs it. | Its right name.
no-such-record | No record of the payload has the key asked for. | There is nothing to explain. | One of the keys that a dry run shows.
no-target | A row writes nothing. | A printed line of the document would be lost in silence. | A path on the side that is written, or shown_only: and the reason.
not-aggregated | A row reads a field that may differ between the source rows of one record, or sums where there is one row. | One of many values would be taken by chance. | sum:, or the field in record_per:.
not-allowed | An expression uses something beyond the allowed syntax: a call, * or /, a loop. | Specs of strangers stay harmless, and readable. | A filter.
not-checked | A rule, link or row needs a collection of the context that was not given. | The record goes on, and accounting should know what was not checked. | --context with the collection; --require-context makes it block.
not-invertible | A row of direction both cannot be turned round. | What comes back would not be what was sent. | The way back in import:, a one-to-one table, or one_way: because ...
not-taken | A mapping that extends another does not take this record. | Its takes_when: is not true. | Nothing; the mapping it extends takes the record.
not-text | A file holds bytes or characters that cannot stand in it. | It was saved in another encoding. | The file saved as UTF-8.
nothing-to-send | A record yields no document at all. | It would vanish. | A rule with skip_when: and the reason, if that is right.
null-line | A line of a record is null, or no object. | It may be a lost line. | The line, corrected where the record is kept.
number-for-text | Unquoted YAML is read as a number or as true, where text is expected. | 1.10 would become 1.1. | The value in quotes.
path-function | A path calls a function that does not exist, that is given wrong arguments, or that is not exact. | JMESPath's number functions go through floats. | A filter: \\| sum, \\| difference, \\| round.
path-syntax | A text is not a path, or not a place that can be written. | Nothing could be read or written there. | Names joined by points; names with blanks in double quotes.
payload-shape | The payload holds no records where the mapping looks for them. | It may be the payload of another mapping. | A payload of the shape that the message names.
row-circle | Rows need each other's results in a circle. | None of them could be computed. | A row that reads the payload instead.
row-not-found | An overlay names an id that the mapping does not have. | The change would have no effect. | The id of a row, rule or check.
rule-test | A rule or check has no test, or more than one. | Its meaning would be unclear. | Exactly one of require, skip_when, warn_when; of expect, equal.
taken-by | A mapping of the customer takes this record. | No record is sent twice. | Nothing; that mapping sends it.
takes-overlap | Two mappings that extend one mapping may take the same record. | It would be sent twice. | takes_when: on one field with different constants.
text-key | A key is not text. | Keys are names. | The key in quotes.
too-large | A file, a value or its nesting is larger than any real spec. | Bounds keep strangers' files harmless. | Several files.
too-long | A value is longer than the receiving field. | The other side would cut or refuse it. | A shorter value, or policy: truncate on the side that is written.
too-precise | A number has more decimals than the receiving field. | Cents would be lost in silence. | \\| round, or policy: truncate on the side that is written.
two-sources | A row says in two ways where its value comes from. | Only one can be meant. | One of them; ordered alternatives in first_of:.
two-writers | Two rows may write one place. | The last would win in silence. | Rows that exclude each other: unless_row:, other values of one flag or table, when: and its negation.
unknown-collection | An expression names a collection that a context cannot have. | It would never be given. | One of the collections of context.schema.json.
unknown-customer | There is no such customer. | Another customer's options would be used. | A name of `mappings/customers`, or the path of a customer file.
unknown-document | A path or check names a document that the direction does not send. | Nothing would be written. | One of the documents of the direction.
unknown-filter | An expression uses a filter that does not exist. | It would fail on every record. | One of the transforms.
unknown-flag | A flag does not exist. | A mistyped flag must never become a silent default. | The right name; `crosswalk flags list` shows all.
unknown-footnote | A row has the mark of a footnote that the mapping does not have. | A reader would look for it. | The footnote, or no mark.
unknown-group | A rule names a group that the mapping does not have. | It would test nothing. | The id of a group, or source.
unknown-key | A key is not part of the spec language. | It would have no effect. | The key that the message suggests.
unknown-key-part | A part of a key does not exist in keys.yaml. | Nothing could be read or built. | KEY.PART as keys.yaml has it.
unknown-mapping | There is no such mapping. | Nothing could be mapped. | A name of `crosswalk list`, or the path of a spec.
unknown-name | A name is not in scope here. | There is no line outside a group with lines. | record.NAME, or the row in a group with lines:.
unknown-path | The payload's or document's schema has no such field. | A mistyped path reads nothing, for ever. | The field that the message suggests; or the field added to the schema.
unknown-row | An expression, option or command names a row that does not exist. | It has no result. | The id of a row; in expressions rows.ID with _ for -.
unknown-schema | There is no such schema below schemas/. | Paths could not be checked. | The name of a schema: cmic/apvoucher.
unknown-setting | A setting does not exist. | A mistyped setting must never become a silent default. | The right name; `crosswalk flags list` shows all.
unknown-side | A group's sides do not give this name. | It would be missing for every line. | A name of the group's sides:.
unknown-table | There is no such value table, or it has no such value. | No code would be found. | A table of tables.yaml, or of the customer's own mapping.
unknown-test | An expression uses a test that does not exist. | It would fail on every record. | is missing, is blank, is zero, is negative or is like(...).
unmapped-code | A value table does not have a code. | A guess would book the cost in the wrong place. | The code in the customer's table.
unused-footnote | No row has the mark of a footnote. | The document prints it somewhere. | footnote: on the side whose label has the mark.
wrong-file-name | A file does not have the name of the mapping in it. | People look for a mapping by its file. | One name for both.
wrong-type | A value is of another kind than its key takes. | It has no meaning there. | A value of the kind that the message names.
yaml-reference | The file uses an anchor, an alias, a merge key or a tag. | They hide what a line means, and can be made to explode. | The lines written out, or extends:.
yaml-syntax | The file is not YAML. | Nothing of it can be read. | The line corrected; most often the indentation or the quotes.
"""


def _read(line: str) -> Code:
    parts = line.replace("\\|", "\0").split(" | ")
    name, checks, why, instead = (part.replace("\0", "|").strip() for part in parts)
    return Code(name, checks, why, instead)


CODES: Mapping[str, Code] = MappingProxyType({code.name: code for code in map(_read, _PAGES.strip().splitlines())})


def page(name: str) -> str:
    """The page of a code: what it checks, why, an example, what to use instead."""
    code = CODES[name]
    parts = [name, "", "What it checks", f"  {code.checks}", "", "Why", f"  {code.why}"]
    for file in sorted(resources.examples().glob(f"{name}.*")):
        if file.suffix in {".yaml", ".json"}:
            text = "\n".join(f"  {line}".rstrip() for line in file.read_text("utf-8", "replace").splitlines()[:40])
            parts += ["", f"Example ({file.name})", text]
    return "\n".join([*parts, "", "Use instead", f"  {code.instead}"])
