#include "tests/support/http_client.h"
#include "tests/support/trout_server.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

/// Checks JSON against the part of JSON Schema that openapi.json uses.
class Contract
{
public:
    Contract()
    {
        QFile file(QStringLiteral(CREEL_SOURCE_DIR "/resources/web/openapi.json"));
        if (file.open(QIODevice::ReadOnly))
            m_root = QJsonDocument::fromJson(file.readAll()).object();
    }

    QJsonObject paths() const { return m_root[QLatin1String("paths")].toObject(); }

    /// What is wrong with the answer; empty if nothing is.
    QString objection(const QByteArray& method, const QString& path, const HttpReply& reply) const
    {
        const QJsonObject route = paths()[path][QString::fromLatin1(method.toLower())].toObject();
        if (route.isEmpty())
            return QStringLiteral("the route is not described");
        const QJsonObject responses = route[QLatin1String("responses")].toObject();
        const QString status = QString::number(reply.status);
        if (!responses.contains(status))
            return QStringLiteral("status %1 is not described").arg(status);
        const QJsonObject response = resolved(responses[status].toObject());
        for (const QString& header : response[QLatin1String("headers")].toObject().keys()) {
            if (!reply.headers.contains(header.toLatin1().toLower()))
                return QStringLiteral("no header %1").arg(header);
        }
        const QJsonObject content = response[QLatin1String("content")].toObject();
        const QString type =
            QString::fromLatin1(reply.headers.value("content-type")).section(QLatin1Char(';'), 0, 0);
        if (!content.contains(type))
            return QStringLiteral("content type %1 is not described").arg(type);
        if (type != QStringLiteral("application/json"))
            return {};
        const QJsonDocument document = QJsonDocument::fromJson(reply.body);
        const QJsonValue value =
            document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
        return mismatch(content[type][QLatin1String("schema")].toObject(), value, QStringLiteral("answer"));
    }

    QString mismatch(const QJsonObject& reference, const QJsonValue& value, const QString& where) const
    {
        const QJsonObject schema = resolved(reference);
        const QString type = schema[QLatin1String("type")].toString();
        if (value.isNull() && schema[QLatin1String("nullable")].toBool())
            return {};
        const bool fits = type == QStringLiteral("object")    ? value.isObject()
                          : type == QStringLiteral("array")   ? value.isArray()
                          : type == QStringLiteral("string")  ? value.isString()
                          : type == QStringLiteral("boolean") ? value.isBool()
                          : type == QStringLiteral("integer")
                              ? value.isDouble() && value.toDouble() == std::floor(value.toDouble())
                              : value.isDouble();
        if (!fits)
            return QStringLiteral("%1 is no %2").arg(where, type);
        const QJsonArray allowed = schema[QLatin1String("enum")].toArray();
        if (!allowed.isEmpty() && !allowed.contains(value))
            return QStringLiteral("%1 has a value of its own").arg(where);
        if (schema.contains(QLatin1String("maximum")) &&
            value.toDouble() > schema[QLatin1String("maximum")].toDouble())
            return QStringLiteral("%1 is too large").arg(where);
        for (const auto& item : value.toArray()) {
            const QString wrong =
                mismatch(schema[QLatin1String("items")].toObject(), item, where + QStringLiteral("[]"));
            if (!wrong.isEmpty())
                return wrong;
        }
        return value.isObject() ? objectMismatch(schema, value.toObject(), where) : QString();
    }

private:
    QString objectMismatch(const QJsonObject& schema, const QJsonObject& object, const QString& where) const
    {
        for (const auto& name : schema[QLatin1String("required")].toArray()) {
            if (!object.contains(name.toString()))
                return QStringLiteral("%1 has no %2").arg(where, name.toString());
        }
        const QJsonObject properties = schema[QLatin1String("properties")].toObject();
        const QJsonValue others = schema[QLatin1String("additionalProperties")];
        for (auto member = object.begin(); member != object.end(); ++member) {
            const QString place = where + QLatin1Char('.') + member.key();
            if (!properties.contains(member.key()) && others.isBool() && !others.toBool())
                return place + QStringLiteral(" is not described");
            const QJsonValue rule = properties.contains(member.key()) ? properties[member.key()] : others;
            const QString wrong = rule.isObject() ? mismatch(rule.toObject(), *member, place) : QString();
            if (!wrong.isEmpty())
                return wrong;
        }
        return {};
    }

    QJsonObject resolved(const QJsonObject& object) const
    {
        const QString reference = object[QLatin1String("$ref")].toString();
        if (reference.isEmpty())
            return object;
        QJsonValue at = m_root;
        for (const QString& step : reference.mid(2).split(QLatin1Char('/')))
            at = at[step];
        return at.toObject();
    }

    QJsonObject m_root;
};

/// A request that should end with the status.
struct Case
{
    QByteArray method;
    QString path;
    int status;
    QByteArray request;
};

QList<Case> cases()
{
    const QByteArray photo = troutPhoto(1);
    QList<Case> cases;
    for (const char* path : {"/api/classes", "/api/v1/models", "/api/v1/feedback", "/healthz", "/readyz",
                             "/metrics", "/openapi.json"})
        cases.append({"GET", QString::fromLatin1(path), 200, getRequest(path)});
    for (const QByteArray path : {"/api/predict", "/api/v1/predict"}) {
        const QString name = QString::fromLatin1(path);
        cases.append({"POST", name, 200, formRequest(path, {{"image", photo, "x"}})});
        cases.append({"POST", name, 400, formRequest(path, {{"other", photo, "x"}})});
        cases.append({"POST", name, 411, getRequest(path, {}, "POST")});
        cases.append({"POST", name, 413, "POST " + path + " HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n"});
        cases.append({"POST", name, 415, postRequest(path, "text/plain", "x")});
        cases.append({"POST", name, 422, formRequest(path, {{"image", photo.left(30), "x"}})});
    }
    const QByteArray similar = "/api/v1/similar";
    const QString similarName = QString::fromLatin1(similar);
    cases.append({"POST", similarName, 200, formRequest(similar, {{"image", photo, "x"}, {"top_k", "3"}})});
    cases.append({"POST", similarName, 200, postRequest(similar, "image/jpeg", photo)});
    cases.append({"POST", similarName, 400, postRequest(similar + "?top_k=49", "image/jpeg", photo)});
    cases.append({"POST", similarName, 400, formRequest(similar, {{"other", photo, "x"}})});
    cases.append({"POST", similarName, 411, getRequest(similar, {}, "POST")});
    cases.append(
        {"POST", similarName, 413, formRequest(similar, {{"image", photo, "x"}, {"image", photo, "x"}})});
    cases.append({"POST", similarName, 415, postRequest(similar, "text/plain", "x")});
    cases.append({"POST", similarName, 422, formRequest(similar, {{"image", photo.left(30), "x"}})});
    const QString thumbnail = QStringLiteral("/api/v1/photos/{id}/thumbnail");
    cases.append({"GET", thumbnail, 200, getRequest("/api/v1/photos/1/thumbnail")});
    cases.append({"GET", thumbnail, 404, getRequest("/api/v1/photos/999999/thumbnail")});
    const QByteArray feedback = "/api/v1/feedback";
    const QList<FormField> fields{{"image", photo, "x"}, {"label", "bull_trout"}, {"consent", "yes"}};
    const QString name = QString::fromLatin1(feedback);
    cases.append({"POST", name, 201, formRequest(feedback, fields)});
    cases.append({"POST", name, 400, formRequest(feedback, fields.mid(0, 2))});
    cases.append({"POST", name, 403, formRequest(feedback, fields, "Origin: https://evil.example\r\n")});
    cases.append({"POST", name, 411, getRequest(feedback, {}, "POST")});
    cases.append({"POST", name, 415, postRequest(feedback, "text/plain", "x")});
    cases.append(
        {"POST", name, 422, formRequest(feedback, {{"image", photo.left(30), "x"}, fields[1], fields[2]})});
    return cases;
}

} // namespace

/// What openapi.json promises is what clients get, and nothing is left out of it.
class ServeContractTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAnswerIsAsDescribed();
    void everyDescribedRouteWasAsked();
    void refusalsOfClientsAreDescribed();
    void aServerThatIsNotReadySaysSo();
    void seesAWrongAnswer();

private:
    Contract m_contract;
};

void ServeContractTest::everyAnswerIsAsDescribed()
{
    TroutServer trout([](ServeOptions& options) { serveTroutCatalog(options); });
    QVERIFY(trout.isStarted());
    for (const Case& one : cases()) {
        const HttpReply reply = ask(trout.port(), one.request);
        const QByteArray where = one.method + ' ' + one.path.toUtf8() + ": ";
        QVERIFY2(reply.status == one.status, where + reply.text());
        const QString objection = m_contract.objection(one.method, one.path, reply);
        QVERIFY2(objection.isEmpty(), where + objection.toUtf8() + ' ' + reply.text());
    }
}

void ServeContractTest::everyDescribedRouteWasAsked()
{
    const QJsonObject paths = m_contract.paths();
    QVERIFY(!paths.isEmpty());
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        for (const QString& method : path->toObject().keys()) {
            const QList<Case> all = cases();
            QVERIFY2(std::any_of(all.begin(), all.end(),
                                 [&](const Case& one) {
                                     return one.path == path.key() &&
                                            QString::fromLatin1(one.method.toLower()) == method;
                                 }),
                     qPrintable(method + QLatin1Char(' ') + path.key()));
        }
    }
}

void ServeContractTest::refusalsOfClientsAreDescribed()
{
    TroutServer locked([](ServeOptions& options) { options.api.keys = {"key"}; });
    TroutServer limited([](ServeOptions& options) { options.api.requestsPerMinute = 1; });
    ask(limited.port(), getRequest("/api/classes"));
    const QJsonObject paths = m_contract.paths();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        if (!path.key().startsWith(QStringLiteral("/api/")))
            continue;
        for (const QString& method : path->toObject().keys()) {
            const QByteArray place = path.key().toUtf8().replace("{id}", "1");
            const QByteArray request = getRequest(place, {}, method.toUpper().toUtf8());
            const HttpReply keyless = ask(locked.port(), request);
            QCOMPARE(keyless.status, 401);
            QCOMPARE(m_contract.objection(method.toUtf8(), path.key(), keyless), QString());
            const HttpReply hasty = ask(limited.port(), request);
            QCOMPARE(hasty.status, 429);
            QCOMPARE(m_contract.objection(method.toUtf8(), path.key(), hasty), QString());
        }
    }
}

void ServeContractTest::aServerThatIsNotReadySaysSo()
{
    TroutServer trout([](ServeOptions& options) { options.model = QStringLiteral("/no/such/model"); });
    QVERIFY(!trout.isStarted());
    QCOMPARE(ask(trout.port(), getRequest("/healthz")).status, 200);
    for (const QByteArray path : {"/readyz", "/api/classes"}) {
        const HttpReply reply = ask(trout.port(), getRequest(path));
        QCOMPARE(reply.status, 503);
        QCOMPARE(m_contract.objection("GET", QString::fromLatin1(path), reply), QString());
    }
    const HttpReply reply = ask(trout.port(), formRequest("/api/predict", {{"image", troutPhoto(0), "x"}}));
    QCOMPARE(reply.status, 503);
    QCOMPARE(m_contract.objection("POST", QStringLiteral("/api/predict"), reply), QString());
}

void ServeContractTest::seesAWrongAnswer()
{
    HttpReply reply{200, {{"content-type", "application/json"}}, R"({"class":"x","success":true})"};
    QCOMPARE(m_contract.objection("POST", QStringLiteral("/api/predict"), reply), QString());
    reply.body = R"({"class":7,"success":true})";
    QVERIFY(!m_contract.objection("POST", QStringLiteral("/api/predict"), reply).isEmpty());
    reply.body = R"({"class":"x","success":true,"more":1})";
    QVERIFY(!m_contract.objection("POST", QStringLiteral("/api/predict"), reply).isEmpty());
    reply.body = R"({"class":"x"})";
    QVERIFY(!m_contract.objection("POST", QStringLiteral("/api/predict"), reply).isEmpty());
    reply.status = 418;
    QVERIFY(!m_contract.objection("POST", QStringLiteral("/api/predict"), reply).isEmpty());
}

QTEST_GUILESS_MAIN(ServeContractTest)
#include "tst_serve_contract.moc"
