#pragma once

#include <string>
#include <vector>

#include "config/document.h"

namespace modnn {

/// Changes when a column changes its meaning or its last digits: rows of another version are not
/// reused.
inline constexpr int result_format_version = 4;

/// The resolved experiment with every default and without what does not change a result (names of
/// the experiment and its figures, what varies, comments, sources), with sorted keys: equal for
/// equal points. Throws InputError when a file that counts by its contents cannot be read.
std::string canonical_form(const Document& document);
nlohmann::json point_form(const Document& document);

/// The same for a part of an experiment, which stands at `pointer`; without defaults.
std::string canonical_form(const Json& value, const std::string& pointer);

/// Equal for points whose lone phone takes equally long.
std::string baseline_form(const Document& document);

/// A text in which marked places are filled in: the form of a point without writing out what all
/// points share.
class FormTemplate {
 public:
  /// `form` holds canonical_form(marker(k)) where the k-th value belongs.
  FormTemplate(const std::string& form, std::size_t holes);
  static Json marker(std::size_t hole);

  std::string fill(const std::vector<const std::string*>& values) const;

 private:
  std::string head_;
  struct Piece {
    std::size_t hole;
    std::string text;  ///< what follows the hole
  };
  std::vector<Piece> pieces_;
};

}  // namespace modnn
