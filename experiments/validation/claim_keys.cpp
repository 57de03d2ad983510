#include "experiments/validation/claim_keys.h"

#include "experiments/results/row.h"

namespace modnn {
namespace {

constexpr Bounds years{1900, 2100};

std::vector<std::string> unit_words() {
  std::vector<std::string> words;
  for (const ClaimUnit& unit : claim_units()) words.push_back(unit.word);
  return words;
}

Key point_key(const char* help) {
  return {.name = "point",
          .type = KeyType::object,
          .help = help,
          .fallback = Json::object(),
          .pattern = "^/",
          .named_by_user = true,
          .example = Json{{"/platform/workers/0/count", 4}}};
}

Key column_key(const char* help, bool required) {
  return {.name = "column",
          .type = KeyType::word,
          .help = help,
          .required = required,
          .words = row_keys().report};
}

}  // namespace

const std::vector<ClaimUnit>& claim_units() {
  constexpr double mebibyte = 1048576;
  static const std::vector<ClaimUnit> units{{"s", "s"},
                                            {"ms", "s", 1e3},
                                            {"bytes", "bytes"},
                                            {"MB", "bytes", 1e-6},
                                            {"MiB", "bytes", 1 / mebibyte},
                                            {"J", "J"},
                                            {"x", ""},
                                            {"%", "", 100, 100}};
  return units;
}

const Keys& claim_against_keys() {
  static const Keys keys{column_key("another column than the claim's", false),
                         point_key("swept pointers whose values are others than the claim's")};
  return keys;
}

const Keys& claim_keys() {
  static const Keys keys{
      {.name = "quantity",
       .type = KeyType::text,
       .help = "what was published; mean errors are given by what stands before the first comma",
       .required = true,
       .example = "latency, 4 devices"},
      {.name = "unit",
       .type = KeyType::word,
       .help = "what the figures are shown in; % shows fractions, the file's as well",
       .required = true,
       .words = unit_words()},
      {.name = "published",
       .type = KeyType::text,
       .help = "where in this file the figure is: a JSON pointer",
       .required = true,
       .pattern = "^/",
       .example = "/vgg16/latency_s/3"},
      point_key("swept pointers and their values: with those of the group, one point"),
      column_key("column of summary.csv that is the simulated figure", true),
      {.name = "form",
       .type = KeyType::word,
       .help = "value: the column; ratio: the column divided by what it is held against; "
               "reduction: 1 - this ratio",
       .fallback = "value",
       .words = names_of(claim_form_words)},
      {.name = "against",
       .type = KeyType::object,
       .help = "what a ratio or a reduction divides by: the same column at the same point, but "
               "for what is said here",
       .inside = &claim_against_keys()},
      {.name = "plus",
       .type = KeyType::word,
       .help = "what the published figure holds and the simulation begins after; source_message: "
               "the image in one message from a data source to the group owner, its bytes, or its "
               "time on the air with both radios' wake-up",
       .words = names_of(addition_words)},
      {.name = "split",
       .type = KeyType::word,
       .help = "calibrated: a parameter was computed from this figure",
       .fallback = "predicted",
       .words = {"predicted", "calibrated"}},
  };
  return keys;
}

const Keys& claim_group_keys() {
  static const Keys keys{
      {.name = "title", .type = KeyType::text, .help = "heading of the table", .required = true},
      {.name = "experiment",
       .type = KeyType::text,
       .help = "name of the shipped experiment that is run",
       .required = true,
       .example = "paper_speedup"},
      point_key("swept pointers and their values that all rows have in common"),
      {.name = "note", .type = KeyType::text, .help = "what to know of the simulated figures"},
      {.name = "alternative",
       .type = KeyType::boolean,
       .help = "another reading of what the publication leaves open, beside the one that the "
               "project stands for: shown, but not in the publication's mean error",
       .fallback = false},
      {.name = "rows",
       .type = KeyType::list,
       .help = "one published figure each",
       .required = true,
       .inside = &claim_keys(),
       .least = 1},
  };
  return keys;
}

const Keys& published_keys() {
  static const Keys keys{
      {.name = "source",
       .type = KeyType::text,
       .help = "the publication, as it is cited",
       .required = true},
      {.name = "year",
       .type = KeyType::integer,
       .help = "when it was published: the order in which claims are shown, those without a year "
               "last; files of one year by their names",
       .bounds = years},
      {.name = "setup", .type = KeyType::text, .help = "what was measured, and on what"},
      {.name = "claims",
       .type = KeyType::list,
       .help = "which of the figures are simulated, and how: modnn validate compares",
       .inside = &claim_group_keys()},
  };
  return keys;
}

}  // namespace modnn
