#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "config/document.h"
#include "config/reader.h"

namespace modnn {

/// `--set /pointer=value`.
struct Setting {
  std::string pointer;
  std::string value;  ///< JSON, or a bare string
};
/// Throws InputError unless `text` is `/pointer=value`.
Setting parse_setting(const std::string& text);

/// One point of a sweep, with every name resolved and the swept values put in.
struct Point {
  std::size_t index = 0;  ///< in the order of the sweep
  std::string id;         ///< hash of the canonical form and the result format version
  Document document;
  std::vector<std::pair<std::string, Json>> swept;  ///< pointer, value
};

/// An experiment file as a list of points: the cross product of its sweep's axes, the last axis
/// varying fastest.
class Sweep {
 public:
  /// Loads the file, applies the settings (a setting of a swept pointer replaces that axis) and
  /// checks the file, every setting and every value of every axis. Throws InputError with all that
  /// is wrong.
  Sweep(const std::string& file, const std::vector<Setting>& settings);

  std::size_t size() const;
  Point point(std::size_t index) const;
  const std::string& name() const { return name_; }
  const std::vector<std::string>& figures() const { return figures_; }
  /// The experiment with every name replaced by contents, and its sweep.
  Json resolved() const;
  /// The swept pointers in the order of the file.
  std::vector<std::string> pointers() const;

 private:
  struct Axis {
    std::string pointer;
    std::vector<Document> values;
  };
  Document assemble(const std::vector<std::size_t>& choice, Problems& problems) const;
  std::vector<std::size_t> choice_of(std::size_t index) const;
  void read_axes(Problems& problems);
  void check_values(Problems& problems) const;

  Document base_;
  std::vector<Axis> axes_;
  std::string name_;
  std::vector<std::string> figures_;
};

}  // namespace modnn
