#include "archsynth/render/runbook.h"

#include <fmt/format.h>

namespace archsynth::picture {

std::string runbook_to_markdown(std::string_view name,
                                const std::vector<analysis::RunbookPart>& parts) {
  std::string out = fmt::format("# Runbook of {}\n", name);
  for (const analysis::RunbookPart& part : parts) {
    out += fmt::format("\n## {}\n", part.title);
    if (!part.text.empty()) out += fmt::format("\n{}\n", part.text);
    std::size_t number = 0;
    for (const analysis::RunbookStep& step : part.steps) {
      out += fmt::format("\n{}. {}\n", ++number, step.text);
      if (step.commands.empty()) continue;
      out += "\n   ```sh\n";
      for (const std::string& line : step.commands) out += fmt::format("   {}\n", line);
      out += "   ```\n";
    }
  }
  return out;
}

}  // namespace archsynth::picture
