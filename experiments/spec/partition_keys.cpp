#include <algorithm>

#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/goal_keys.h"
#include "experiments/spec/pipeline_keys.h"
#include "models/json/layer_json.h"
#include "partition/written/plan_keys.h"

namespace modnn {
namespace {

/// Every scheme that some layer may have, sorted.
std::vector<std::string> schemes_of_layers() {
  std::vector<std::string> names = scheme_names(Locality::spatial);
  for (const std::string& name : scheme_names(Locality::neurons)) names.push_back(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

std::vector<std::string> words_of_schemes(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return name.find(':') != name.npos; });
  return names;
}

std::string pattern_of_schemes(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) {
    const std::string::size_type colon = name.find(':');
    if (colon == name.npos) continue;
    const std::string argument = name.substr(colon + 1);
    if (!all.empty()) all.append("|");
    all.append(name, 0, colon + 1)
        .append(argument == "<k>"   ? "([1-9][0-9]*|all)"
                : argument == "<n>" ? "([1-9]|[12][0-9]|3[0-2])"
                                    : ".+");
  }
  return all.insert(0, "^(").append(")$");
}

const Keys& kind_keys() {
  static const Keys keys = [] {
    Keys all;
    for (const Variant& kind : layer_variants()) {
      const auto names = scheme_names(*locality_of_kind(kind.word));
      if (names.empty()) continue;
      Key& key = all.emplace_back(Key{.name = kind.word, .type = KeyType::word});
      key.help = kind.help;
      key.words = words_of_schemes(names);
      if (key.words.size() == names.size()) continue;
      key.pattern = pattern_of_schemes(names);
      key.example = "fused:4";
    }
    return all;
  }();
  return keys;
}

namespace {

/// What takes the place of schemes.
const Keys& own_plan_keys() {
  static const Key word{.type = KeyType::text};
  static const Keys keys{
      {.name = "plan",
       .type = KeyType::reference,
       .help = "a plan of one's own: what modnn plan --json prints, or regions of layers that are "
               "not cut by their schemes then; a file relative to this one, or written out",
       .inside = &plan_keys(),
       .refers_to = "plan",
       .example = "my_plan.json"},
      {.name = "command",
       .type = KeyType::list,
       .help = "a program and its arguments, started with --allow-commands only, in the folder of "
               "this file: it is told network, devices and delivery on its standard input as JSON, "
               "and answers with such a plan",
       .each = &word,
       .least = 1,
       .example = Json::array({"python3", "my_scheme.py"})},
      {.name = "auto",
       .type = KeyType::object,
       .help = "what the plan of conv \"auto\" shall be best at",
       .inside = &keys_in<goal_fields>(),
       .example = Json{{"minimise", "energy_j"}, {"subject_to", {{"makespan_s", 5}}}}},
  };
  return keys;
}

const Keys& scheme_keys() {
  static const Key scheme{.type = KeyType::word,
                          .words = words_of_schemes(schemes_of_layers()),
                          .pattern = pattern_of_schemes(schemes_of_layers())};
  static const Keys keys{
      {.name = "conv",
       .type = KeyType::word,
       .help =
           "scheme of convolution, pooling and other local layers; fused:<k> and fused_grid:<k> "
           "compute every k layers (or all in a row) in overlapping strips or tiles without "
           "exchange, ftp:<n> all in a row in n x n tiles, of which a device may have several; "
           "offload:<layer> places the whole network instead: the group owner computes "
           "up to this layer, the fastest worker (a server) all after it; auto: the best plan of "
           "all "
           "that are simulated, dense layers too",
       .fallback = "bodp",
       .words = words_of_schemes(network_scheme_names()),
       .pattern = pattern_of_schemes(network_scheme_names()),
       .example = "fused:4",
       .column = "conv_partition"},
      {.name = "dense",
       .type = KeyType::word,
       .help = "scheme of dense layers; scc, mscc and those with +fgcp cut sparse_dense layers by "
               "single neurons and full ones like output_split",
       .fallback = "output_split",
       .words = scheme_names(Locality::neurons),
       .column = "dense_partition"},
      {.name = "fgcp",
       .type = KeyType::word,
       .help = "how mscc+fgcp covers what links two workers: by inputs and outputs that cover most "
               "first, or by as few as can be",
       .fallback = "optimal",
       .words = names_of(cross_mode_words),
       .column = "fgcp"},
      {.name = "layers",
       .type = KeyType::object,
       .help = "schemes of single layers, by name",
       .fallback = Json::object(),
       .each = &scheme,
       .named_by_user = true,
       .example = Json{{"fc8", "local"}}},
      {.name = "kinds",
       .type = KeyType::object,
       .help = "schemes of all layers of a kind; what layers says of a single one comes first",
       .fallback = Json::object(),
       .inside = &kind_keys(),
       .example = Json{{"max_pool", "local"}}},
  };
  return keys;
}

}  // namespace

const Keys& partition_keys() {
  static const Keys keys = joined(joined(scheme_keys(), Keys{pipeline_key()}), own_plan_keys());
  return keys;
}

}  // namespace modnn
