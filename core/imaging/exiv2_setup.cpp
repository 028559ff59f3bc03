#include "core/imaging/exiv2_setup.h"

#include <exiv2/exiv2.hpp>

#include <mutex>

namespace creel {

void setUpExiv2()
{
    static std::once_flag once;
    static std::mutex xmpMutex;
    std::call_once(once, [] {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        Exiv2::enableBMFF();
        Exiv2::XmpParser::initialize(
            [](void* mutex, bool lock) {
                lock ? static_cast<std::mutex*>(mutex)->lock() : static_cast<std::mutex*>(mutex)->unlock();
            },
            &xmpMutex);
    });
}

} // namespace creel
