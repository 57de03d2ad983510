#include "experiments/spec/identity.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "config/content_hash.h"
#include "config/error.h"
#include "config/file_hash.h"
#include "experiments/spec/experiment_json.h"
#include "experiments/spec/experiment_keys.h"
#include "models/json/layer_json.h"
#include "models/maps/image_folder.h"
#include "models/weights/weights_file.h"

namespace modnn {
namespace {

bool has_sparse_layer(const nlohmann::json& model) {
  const auto layers = model.find("layers");
  if (layers == model.end() || !layers->is_array()) return true;
  return std::any_of(layers->begin(), layers->end(), [](const nlohmann::json& layer) {
    const auto kind = layer.find("kind");
    return !layer.is_object() ||
           (kind != layer.end() && kind->is_string() && is_sparse_kind(kind->get<std::string>()));
  });
}

/// Sorts keys and drops what describes: comments, and where values come from. `pointer` is where
/// the value stands in an experiment.
nlohmann::json canonical(const Json& value, const std::string& pointer) {
  if (value.is_object()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [key, member] : value.items()) {
      const std::string inner = pointer + "/" + escaped(key);
      const bool suspect = key[0] == '$' || key == "source";
      if (!suspect || !changes_nothing(inner)) object[key] = canonical(member, inner);
    }
    return object;
  }
  if (value.is_array()) {
    nlohmann::json array = nlohmann::json::array();
    for (const Json& element : value) {
      array.push_back(canonical(element, pointer + "/" + std::to_string(array.size())));
    }
    return array;
  }
  // 40000000 and 4e7 are the same number.
  if (value.is_number()) return value.get<double>();
  return nlohmann::json::parse(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// What a reader of weights looks for.
std::set<std::string> arrays_of(const nlohmann::json& model) {
  std::set<std::string> arrays;
  const auto layers = model.is_object() ? model.find("layers") : model.end();
  if (layers == model.end() || !layers->is_array()) return arrays;
  for (const nlohmann::json& layer : *layers) {
    if (!layer.is_object() || !layer.contains("name") || !layer["name"].is_string()) continue;
    arrays.merge(array_names(layer["name"].get<std::string>()));
  }
  // What the file's names say, or the stems of such names.
  const auto names = model.find("names");
  if (names == model.end() || !names->is_object()) return arrays;
  for (const auto& [name, layer] : names->items()) {
    arrays.insert(name);
    arrays.merge(array_names(name));
  }
  return arrays;
}

/// Trained weights and images count by what is in them, not by where they are. Throws InputError.
void put_contents(const Document& document, nlohmann::json& form) {
  const std::string folder = "/workload/images_from";
  for (const std::string& pointer :
       {std::string("/model/weights"), std::string("/image"), folder}) {
    const nlohmann::json::json_pointer at(pointer);
    if (!form.contains(at) || !form[at].is_string() || form[at] == "") continue;
    try {
      const auto path = beside_writer(document, pointer);
      form[at] = pointer == folder ? content_hash(contents_of_images(path))
                                   : hash_of_files(path, arrays_of(form["model"]));
    } catch (const InputError& error) {
      Problems problems;
      problems.add(document, pointer, error.what());
      problems.throw_if_any();
    }
  }
}

/// Only numeric mode computes with weights; timing looks at them where a sparse layer is cut along
/// its nonzeros.
void drop_unused_weights(nlohmann::json& form) {
  if (form.value("mode", "") != "timing" || !form["model"].is_object()) return;
  if (has_sparse_layer(form["model"])) return;
  form["model"].erase("weights");
  form["model"].erase("names");
}

/// A plan with stages leaves nothing for schemes to say.
void drop_unused_schemes(nlohmann::json& form) {
  const nlohmann::json::json_pointer stages("/partition/plan/stages");
  if (!form.contains(stages)) return;
  for (const char* key : {"conv", "dense", "fgcp"}) form["partition"].erase(key);
}

nlohmann::json form_of(const Document& document) {
  Json completed = document.root;
  complete_experiment(completed);
  nlohmann::json form = canonical(completed, "");
  drop_unused_weights(form);
  drop_unused_schemes(form);
  put_contents(document, form);
  for (const Key& key : experiment_keys()) {
    if (describes_the_whole(key.name)) form.erase(key.name);
  }
  return form;
}

}  // namespace

std::string canonical_form(const Json& value, const std::string& pointer) {
  return canonical(value, pointer).dump();
}

std::string canonical_form(const Document& document) { return form_of(document).dump(); }

nlohmann::json point_form(const Document& document) { return form_of(document); }

std::string baseline_form(const Document& document) {
  Document reduced = document;
  Json& root = reduced.root;
  for (const char* key : {"partition", "delivery", "mode", "image", "tolerance", "fidelity",
                          "noise", "workload", "events", "churn", "loss", "recovery"}) {
    root.erase(key);
  }
  // Generated weights have equally many nonzeros whatever the seed, but it also says which of the
  // trained ones planted blocks keep.
  if (!root.contains(Json::json_pointer("/model/weights"))) root.erase("seed");
  if (root["platform"].is_object()) {
    root["platform"]["workers"] = Json::array();
    root["platform"].erase("medium");
    root["platform"].erase("access_point");
  }
  nlohmann::json form = form_of(reduced);
  return form.dump();
}

Json FormTemplate::marker(std::size_t hole) {
  // A control character, which no name in an experiment holds.
  return fmt::format("\x01{}", hole);
}

FormTemplate::FormTemplate(const std::string& form, std::size_t holes) {
  std::map<std::size_t, std::size_t> places;  // position in the form -> hole
  for (std::size_t hole = 0; hole < holes; ++hole) {
    const std::string mark = canonical_form(marker(hole), "");
    for (std::size_t at = form.find(mark); at != std::string::npos; at = form.find(mark, at + 1)) {
      places[at] = hole;
    }
  }
  head_ = form.substr(0, places.empty() ? std::string::npos : places.begin()->first);
  for (auto place = places.begin(); place != places.end(); ++place) {
    const std::size_t begin = place->first + canonical_form(marker(place->second), "").size();
    const auto next = std::next(place);
    const std::size_t end = next == places.end() ? form.size() : next->first;
    pieces_.push_back({place->second, form.substr(begin, end - begin)});
  }
}

std::string FormTemplate::fill(const std::vector<const std::string*>& values) const {
  std::string form = head_;
  for (const Piece& piece : pieces_) form.append(*values[piece.hole]).append(piece.text);
  return form;
}

}  // namespace modnn
