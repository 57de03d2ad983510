#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/spec/axes.h"
#include "experiments/spec/experiment.h"
#include "experiments/spec/identity.h"
#include "experiments/spec/scheme_command.h"
#include "experiments/spec/setting.h"

namespace modnn {

/// An experiment file as a list of points.
class Sweep {
 public:
  /// Loads the file, applies the settings (a setting of a swept pointer replaces that axis) and
  /// checks the file, every setting and the first point. Throws InputError with all that is wrong.
  Sweep(const std::string& file, const std::vector<Setting>& settings,
        Commands commands = Commands::refused);
  /// The same with a file that was read already.
  Sweep(Document document, const std::vector<Setting>& settings,
        Commands commands = Commands::refused);

  /// All values of all axes, one after the other: each can be wrong alone.
  std::size_t values() const;
  /// What is wrong with a value while the other axes are at their first: found without reading the
  /// whole cross product.
  std::vector<std::string> wrong_with(std::size_t value) const;

  std::size_t size() const { return axes_.size(); }
  const std::string& name() const { return name_; }
  const std::vector<std::string>& figures() const { return figures_; }
  const Axes& axes() const { return axes_; }
  /// The experiment with every name replaced by contents, and what it varies as it was written.
  Json resolved() const;

  /// Identity of a point: hash of its canonical form and of the result format version.
  std::string id(std::size_t index) const;
  /// Equal for points whose lone phone takes equally long.
  std::string baseline_key(std::size_t index) const;
  /// The resolved experiment with the point's values put in. Throws InputError when they do not
  /// fit together.
  Document document(std::size_t index) const;
  /// The point as a simulation needs it. Throws InputError with all that is wrong.
  Experiment read(std::size_t index) const;
  /// `file: /pointer: text` for what only the whole point shows: the experiment's file, and where
  /// else the value at the pointer was written.
  std::string located(std::size_t index, const std::string& pointer, const std::string& text) const;

 private:
  using Choices = std::vector<std::size_t>;  ///< one per axis
  struct Place {
    std::size_t axis;
    std::size_t pointer;
  };
  /// Forms of the points that differ only in what is filled in.
  struct Forms {
    FormTemplate point;
    FormTemplate baseline;
  };
  Document assemble(const Document& base, const Choices& choices, std::size_t places) const;
  Document assemble(const Document& base, const Choices& choices) const;
  Document document(const Document& base, std::size_t index) const;
  Json completed_base() const;
  void order_places();
  void resolve_values(Problems& problems);
  void make_forms();
  const Forms& forms_at(const Choices& choices) const;
  std::string fill(const FormTemplate& form, const Choices& choices, std::size_t index) const;
  std::optional<Experiment> check(const Choices& choices, Problems& problems) const;
  void share_what_is_fixed(Experiment first);

  Commands commands_;
  Document base_;
  Document compact_;  ///< base_ without line numbers: quick to copy
  Document slim_;     ///< compact_ without what all points share, which is read once
  Axes axes_;         ///< as written
  std::vector<std::vector<std::vector<Document>>> values_;  ///< [axis][choice][pointer], resolved
  std::vector<Place> order_;  ///< of grafting: a whole model goes in before its parts
  std::string name_;
  std::vector<std::string> figures_;
  std::optional<Network> network_;  ///< when all points share it
  std::optional<Cluster> cluster_;  ///< the same

  std::vector<bool> plain_;  ///< per axis: its values are filled in, others shape the form
  std::vector<std::vector<std::vector<std::string>>> texts_;  ///< canonical forms of plain values_
  mutable std::map<Choices, Forms> forms_;  ///< by the choices of the axes that are not plain
};

}  // namespace modnn
