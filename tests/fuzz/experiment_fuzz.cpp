#include <cstddef>
#include <cstdint>
#include <string>

#include "config/error.h"
#include "experiments/spec/axes.h"
#include "experiments/spec/drawing.h"
#include "experiments/spec/experiment_json.h"
#include "experiments/spec/identity.h"

/// Whatever the bytes are, the readers end with an experiment or with an InputError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modnn;
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    Document document = parse_document(text, "fuzz.json");
    Problems problems;
    resolve_experiment(document, problems);
    read_axes(document, problems);
    read_figures(document, problems);
    read_published(document, problems);
    for (const char* key : {"sweep", "zip", "replications"}) remove_member(document, key);
    if (read_experiment(document, problems)) canonical_form(document);
    problems.throw_if_any();
  } catch (const InputError&) {
    // The input is wrong, and was said to be.
  }
  return 0;
}
