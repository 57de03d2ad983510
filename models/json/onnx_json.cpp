#include "models/json/onnx_json.h"

#include "config/catalog.h"
#include "config/error.h"
#include "models/json/network_writer.h"
#include "models/onnx/onnx_import.h"

namespace modnn {

Document load_onnx(const std::filesystem::path& path) {
  Network network = import_onnx(path)->network;
  network.weights = path.filename();
  Document document{write_network(network), {}};
  document.origins[""] = {path.string(), 1};
  return document;
}

bool inline_onnx(Document& document, const std::string& pointer, Problems& problems) {
  const Json::json_pointer at(pointer);
  if (!document.root.contains(at) || !document.root.at(at).is_string()) return false;
  const std::filesystem::path name = document.root.at(at).get<std::string>();
  if (!is_onnx(name)) return false;
  const auto path = (folder_of_writer(document, pointer) / name).lexically_normal();
  try {
    graft(document, pointer, load_onnx(path));
  } catch (const InputError& error) {
    const Value place(document, problems, pointer);
    for (const std::string& line : error.lines()) place.problem(line);
  }
  return true;
}

}  // namespace modnn
