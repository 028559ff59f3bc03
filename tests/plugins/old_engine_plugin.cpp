// A plug-in from before the last change of core/learning/engine.h. It must not be asked for an engine.
#include "core/learning/engine_plugin.h"

extern "C" {

Q_DECL_EXPORT int creel_engine_version()
{
    return creel::engineInterfaceVersion - 1;
}

Q_DECL_EXPORT creel::Engine* creel_make_engine(const creel::EngineOptions&, creel::Error&)
{
    qFatal("an engine of another interface was asked for");
}
}
