#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/audit.h"

namespace archsynth::picture {

std::string audit_as(std::string_view format, const analysis::AuditResult& result);
/// `text`, `json`, `sarif`, `markdown`, `html`.
std::vector<std::string> audit_formats();

/// The layers as tables: for a page, and for a Markdown document.
std::string audit_html(const analysis::AuditResult& result);
std::string audit_markdown(const analysis::AuditResult& result);

}  // namespace archsynth::picture
