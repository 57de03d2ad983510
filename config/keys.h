#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/pointer.h"
#include "config/reader.h"

namespace modnn {

enum class KeyType {
  object,
  list,
  number,
  integer,
  boolean,
  word,  ///< one of `words`
  text,
  reference,  ///< a catalogue name, a file, or an object written out
  citation    ///< where values come from: says nothing about them
};

struct Key;
using Keys = std::vector<Key>;

/// One key of a description: the row from which its reading, its default, what an error says about
/// it and its column follow.
struct Key {
  std::string name{};
  KeyType type = KeyType::number;
  std::string help{};  ///< one line
  std::string unit{};
  Bounds bounds{};
  Json fallback{};        ///< the value when it is absent; null: none
  std::string same_as{};  ///< when absent, the value of this sibling, or of this pointer ("/...")
  std::string unless{};   ///< ... but not beside this sibling
  bool required = false;
  bool filled = false;  ///< an absent object means one with every default
  std::vector<std::string> words{};
  const Keys* inside = nullptr;  ///< keys of the object, or of every element of the list
  bool named_by_user = false;    ///< the keys of the object are names, not ours
  std::string column{};          ///< of summary.csv
};

/// The rows of both.
Keys joined(Keys first, const Keys& second);

/// Enumerators beside their names.
template <class E>
using Words = std::vector<std::pair<E, std::string>>;

template <class E>
std::vector<std::string> names_of(const Words<E>& words) {
  std::vector<std::string> names;
  for (const auto& [value, name] : words) names.push_back(name);
  return names;
}

/// The row of the key at `pointer`, through lists and references; null when there is none.
const Key* key_at(const Keys& keys, const std::string& pointer);

/// Puts in every default that does not stand there, at all depths. `root` is where pointers of
/// `same_as` begin.
void complete(Json& object, const Keys& keys, const Json& root);

/// Reads an object whose keys are rows of a table.
class KeyReader {
 public:
  KeyReader(const Value& value, const Keys& keys);

  bool has(const std::string& name) const { return object_.has(name); }
  const Value& value() const { return object_.value(); }
  /// What is absent has the row's default, else `otherwise`.
  double number(const std::string& name, double otherwise = 0);
  std::int64_t integer(const std::string& name);
  bool boolean(const std::string& name);
  std::string text(const std::string& name);
  template <class E>
  E word(const std::string& name, const Words<E>& words) {
    return words[choice(name)].first;
  }
  /// Position among the row's words.
  std::size_t choice(const std::string& name);
  /// The member; a problem when it is required and absent.
  std::optional<Value> member(const std::string& name);
  /// Records every member that has no row.
  void done();

 private:
  const Key& row(const std::string& name) const;

  ObjectReader object_;
  const Keys* keys_;
};

}  // namespace modnn
