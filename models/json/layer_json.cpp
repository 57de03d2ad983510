#include "models/json/layer_json.h"

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

#include "models/layers/fields.h"

namespace modnn {
namespace {

/// How a layer of one kind is read.
struct KindReader {
  std::string name;
  LayerKind initial;  ///< with every default
  std::function<LayerKind(KeyReader&)> read;
};

/// Calls visit.operator()<Kind>() for every kind of layer that a description may have: all but the
/// image, which is not listed among the layers.
template <class Visit, class... Kinds>
void for_each_kind(Visit&& visit, const std::variant<Input, Kinds...>* /*all*/) {
  (visit.template operator()<Kinds>(), ...);
}
template <class Visit>
void for_each_kind(Visit&& visit) {
  for_each_kind(visit, static_cast<const LayerKind*>(nullptr));
}

template <class Kind>
LayerKind read_kind(const Fields<Kind>& fields, KeyReader& layer) {
  Kind kind;
  read_fields(fields, layer, kind);
  return kind;
}

const std::vector<KindReader>& kind_readers() {
  static const std::vector<KindReader> readers = [] {
    std::vector<KindReader> all;
    for_each_kind([&]<class Kind>() {
      all.push_back({std::string(Kind::kind), Kind{}, [fields = Kind::fields()](KeyReader& layer) {
                       return read_kind(fields, layer);
                     }});
    });
    return all;
  }();
  return readers;
}

const KindReader& kind_reader(const std::string& name) {
  const auto& all = kind_readers();
  return *std::find_if(all.begin(), all.end(),
                       [&name](const KindReader& kind) { return kind.name == name; });
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const KindReader& kind : kind_readers()) names.push_back(kind.name);
  return names;
}

/// The keys that a layer of this kind may have.
const Keys& keys_of_kind(const std::string& name) {
  static const std::vector<std::pair<std::string, Keys>> all = [] {
    std::vector<std::pair<std::string, Keys>> keys;
    for (const Variant& kind : layer_variants())
      keys.emplace_back(kind.word, joined(layer_keys(), kind.keys));
    return keys;
  }();
  return std::find_if(all.begin(), all.end(),
                      [&name](const auto& kind) { return kind.first == name; })
      ->second;
}

}  // namespace

const std::vector<Variant>& layer_variants() {
  static const std::vector<Variant> variants = [] {
    std::vector<Variant> all;
    for_each_kind([&]<class Kind>() {
      all.push_back({std::string(Kind::kind), std::string(Kind::help), keys_of(Kind::fields())});
    });
    return all;
  }();
  return variants;
}

const Keys& layer_keys() {
  static const Key input{.type = KeyType::text};
  static const Keys keys{
      {.name = "name",
       .type = KeyType::text,
       .help = "name of the layer, unique in the network",
       .required = true},
      {.name = "kind",
       .type = KeyType::word,
       .help = "what the layer computes",
       .required = true,
       .words = kind_names(),
       .variants = &layer_variants()},
      {.name = "inputs",
       .type = KeyType::list,
       .help = "names of the layers it takes (\"input\" is the image); the layer before without it",
       .each = &input,
       .least = 1},
  };
  return keys;
}

std::optional<LayerKind> read_layer_kind(const Value& layer) {
  const std::size_t problems_before = layer.problems().lines().size();
  const auto failed = [&] { return layer.problems().lines().size() > problems_before; };
  const std::string name = KeyReader(layer, layer_keys()).word("kind");
  if (failed()) return std::nullopt;
  KeyReader reader(layer, keys_of_kind(name));
  LayerKind kind = kind_reader(name).read(reader);
  if (failed()) return std::nullopt;
  return kind;
}

Json write_layer_kind(const LayerKind& kind) {
  return std::visit(
      [](const auto& layer) {
        using Kind = std::decay_t<decltype(layer)>;
        if constexpr (std::is_same_v<Kind, Input>)
          return Json::object();
        else
          return write_fields(Kind::fields(), layer);
      },
      kind);
}

void check_layer_keys(const Value& layer, const LayerKind& kind) {
  KeyReader(layer, keys_of_kind(kind_name(kind))).done();
}

std::optional<Locality> locality_of_kind(const std::string& name) {
  for (const KindReader& kind : kind_readers())
    if (kind.name == name) return locality(kind.initial);
  return std::nullopt;
}

bool is_sparse_kind(const std::string& name) {
  return std::any_of(kind_readers().begin(), kind_readers().end(), [&](const KindReader& kind) {
    return kind.name == name && is_sparse(kind.initial);
  });
}

}  // namespace modnn
