#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/pointer.h"
#include "config/reader.h"
#include "config/words.h"

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
  citation,   ///< where values come from: says nothing about them
  pair,       ///< an integer for both axes, or [height, width]
  sides       ///< the same, or [top, bottom, left, right]
};

struct Key;
using Keys = std::vector<Key>;

/// What an object has beside its other keys when one of them holds this word.
struct Variant {
  std::string word;
  std::string help;
  Keys keys;
};

/// One key of a description: the row from which its reading, its default, what an error says about
/// it, its column, its JSON schema and its line of the reference page follow.
struct Key {
  std::string name{};
  KeyType type = KeyType::number;
  std::string_view help{};  ///< one line
  std::string_view unit{};
  Bounds bounds{};
  std::vector<double> values{};  ///< no other numbers are admissible
  Json fallback{};               ///< the value when it is absent; null: none
  std::string same_as{};  ///< when absent, the value of this sibling, or of this pointer ("/...")
  std::vector<std::string> unless{};  ///< siblings that exclude the key, and its default
  bool required = false;
  bool filled = false;  ///< an absent object means one with every default
  std::vector<std::string> words{};
  const std::vector<Variant>* variants = nullptr;  ///< keys that each of the words brings along
  std::string pattern{};         ///< of a text, beside the words, or of the user's names
  std::size_t longest = 0;       ///< characters of a text; 0: any number
  const Keys* inside = nullptr;  ///< keys of the object, or of every element of the list
  const Key* each = nullptr;     ///< every element of the list, every value of the user's names
  std::size_t least = 0;         ///< elements of the list or names of the object
  std::size_t most = 0;          ///< 0: any number
  bool or_one = false;           ///< in place of a list an element may stand alone
  bool named_by_user = false;    ///< the keys of the object are names, not ours
  std::string refers_to{};       ///< of a reference: what schema the object follows
  Json example{};
  std::string column{};  ///< of summary.csv
};

/// The rows of both.
Keys joined(Keys first, const Keys& second);

/// The row of the key at `pointer`, through lists and references; null when there is none.
const Key* key_at(const Keys& keys, const std::string& pointer);

/// Puts in every default that does not stand there, at all depths. `root` is where pointers of
/// `same_as` begin.
void complete(Json& object, const Keys& keys, const Json& root);

/// "4, 2 or 1".
std::string one_of(const std::vector<double>& values);

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
  /// One of the row's words.
  std::string word(const std::string& name);
  template <class E>
  E word(const std::string& name, const Words<E>& words) {
    return named(words, word(name));
  }
  /// The elements of a list of numbers; none when it is absent.
  std::vector<double> numbers(const std::string& name);
  /// [height, width] of a pair, [top, bottom, left, right] of sides; empty when it is absent.
  std::vector<std::int64_t> extents(const std::string& name);
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
