#include "describe/shown.h"

#include "archsynth/support/text.h"
#include "support/put_in.h"

namespace archsynth::describe {

std::string shown(std::string_view value, const Origin& origin) {
  return quoted(is_put_in(value, origin) ? written_at(origin) : value);
}

std::string shown_number(std::string_view number, const Origin& origin) {
  return is_put_in(number, origin) ? shown(number, origin) : std::string(number);
}

}  // namespace archsynth::describe
