#include "ui/training/recipe_form.h"

#include "ui/panels/panel_section.h"
#include "ui/theme.h"
#include "ui/training/rate_field.h"
#include "ui/training/stage_table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace creel {

namespace {

constexpr double mostExactInteger = 9007199254740991; // JSON's numbers are doubles
const QString fromScratch = QStringLiteral("none");

QFormLayout* makeFormLayout(QWidget* body)
{
    auto* form = new QFormLayout(body);
    form->setContentsMargins(2 * Theme::gap, Theme::halfGap, Theme::gap, Theme::halfGap);
    form->setHorizontalSpacing(Theme::gap);
    form->setVerticalSpacing(Theme::halfGap);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

void addField(QFormLayout* form, const QString& name, QWidget* field, const QString& tip)
{
    form->addRow(name, field);
    field->setAccessibleName(name);
    field->setToolTip(tip);
    form->labelForField(field)->setToolTip(tip);
    field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    field->setMinimumWidth(10 * Theme::gap);
}

QComboBox* makeChoice(QWidget* parent, const QList<std::pair<QString, QVariant>>& choices)
{
    auto* box = new QComboBox(parent);
    for (const auto& [text, data] : choices)
        box->addItem(text, data);
    return box;
}

QDoubleSpinBox* makeShare(double most, double step, int decimals = 2)
{
    auto* box = new QDoubleSpinBox;
    box->setRange(0, most);
    box->setSingleStep(step);
    box->setDecimals(decimals);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return box;
}

QSpinBox* makeCount(int least, int most)
{
    auto* box = new QSpinBox;
    box->setRange(least, most);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return box;
}

void choose(QComboBox* box, const QVariant& data)
{
    box->setCurrentIndex(std::max(0, box->findData(data)));
}

} // namespace

RecipeForm::RecipeForm(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeNetwork());
    layout->addWidget(new PanelSection(tr("Stages"), QStringLiteral("training.stages"), makeStages(), this));
    auto* advanced = new PanelSection(tr("More numbers"), QStringLiteral("training.advanced"), makeAdvanced(),
                                      this, PanelSection::AtFirst::Folded);
    layout->addWidget(advanced);
    setBackbones({QStringLiteral("resnet18"), QStringLiteral("resnet34"), QStringLiteral("resnet50"),
                  QStringLiteral("mobilenet_v2")});
    setBackbone(QStringLiteral("resnet34"));
    setRecipe({});
    follow();
}

QWidget* RecipeForm::makeNetwork()
{
    auto* body = new QWidget(this);
    QFormLayout* form = makeFormLayout(body);
    m_backbone = new QComboBox(body);
    addField(form, tr("Backbone"), m_backbone,
             tr("The network that sees. ResNet-34 is the standard; MobileNetV2 is quicker without a GPU."));
    m_weights = new QComboBox(body);
    addField(form, tr("Weights"), m_weights,
             tr("What the network has learned before. Without pretrained weights it needs many more photos "
                "and comes out weaker."));
    m_head = makeChoice(body, {{tr("Two layers"), int(HeadKind::Fastai)},
                               {tr("One layer (torchvision's)"), int(HeadKind::Linear)}});
    addField(form, tr("Head"), m_head,
             tr("What stands on the backbone. Two layers learn better; with one layer the model file is a "
                "torchvision network."));
    m_augmentation = makeChoice(body, {{tr("Flip, turn, zoom, light"), int(Augmentation::Default)},
                                       {tr("Flip only"), int(Augmentation::Flip)},
                                       {tr("None"), int(Augmentation::None)}});
    addField(form, tr("Vary photos"), m_augmentation,
             tr("Shows each photo a little different every time. With “Flip only” the first stage takes "
                "seconds, because what the frozen network sees is kept."));
    m_photos = makeChoice(body, {{tr("With any label"), false}, {tr("Accepted only"), true}});
    addField(form, tr("Photos"), m_photos,
             tr("Whether labels that only a folder claims are learned from too"));
    m_batch = makeCount(1, 4096);
    addField(form, tr("Batch"), m_batch, tr("Photos shown at a time"));
    return body;
}

QWidget* RecipeForm::makeStages()
{
    auto* body = new QWidget(this);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(2 * Theme::gap, Theme::halfGap, Theme::gap, Theme::halfGap);
    m_stages = new StageTable(body);
    layout->addWidget(m_stages);
    return body;
}

void RecipeForm::addNumber(QFormLayout* form, QDoubleSpinBox* field, const QString& name, const QString& tip)
{
    addField(form, name, field, tip);
    connect(field, &QDoubleSpinBox::valueChanged, this, &RecipeForm::changed);
}

QWidget* RecipeForm::makeAdvanced()
{
    auto* body = new QWidget(this);
    QFormLayout* form = makeFormLayout(body);
    m_testShare = makeShare(0.5, 0.05);
    addNumber(form, m_testShare, tr("Test part"),
              tr("Share of the photos that is kept apart until the end, besides the 0.3 that tests after "
                 "every epoch. Photos that have a side keep it."));
    connect(m_testShare, &QDoubleSpinBox::valueChanged, this, &RecipeForm::dataChoiceChanged);
    m_warmUp = makeShare(0.95, 0.05);
    addNumber(form, m_warmUp, tr("Warm-up"), tr("Share of a stage in which the learning rate rises"));
    m_weightDecay = new RateField(0, 10, body);
    addNumber(form, m_weightDecay, tr("Weight decay"), tr("How strongly weights are drawn to zero (AdamW)"));
    m_clip = makeShare(1e6, 0.5);
    addNumber(form, m_clip, tr("Gradient clip"), tr("Largest norm of all gradients; 0 does not clip"));
    m_dropout = makeShare(0.95, 0.05);
    addNumber(form, m_dropout, tr("Dropout"), tr("Before the last layer; half of it before the hidden one"));
    m_hidden = makeCount(1, 65536);
    addField(form, tr("Hidden units"), m_hidden, tr("Of the two-layer head"));
    m_smoothing = makeShare(0.95, 0.05);
    addNumber(form, m_smoothing, tr("Label smoothing"), tr("0 trusts every label fully"));
    m_mixup = makeShare(10, 0.1);
    addNumber(form, m_mixup, tr("Mixup"), tr("Blends photos in pairs; 0 does not, 0.4 is usual"));
    m_patience = makeCount(0, 1000);
    addField(form, tr("Patience"), m_patience,
             tr("Epochs without a lower error before a stage ends; 0 never ends one early"));
    m_seed = makeShare(mostExactInteger, 1, 0);
    addNumber(form, m_seed, tr("Seed"), tr("The same seed draws the same numbers"));
    m_balances = new QCheckBox(tr("Balance classes"), body);
    m_balances->setToolTip(tr("Rare classes are shown as often as frequent ones"));
    form->addRow(QString(), m_balances);
    return body;
}

void RecipeForm::follow()
{
    connect(m_backbone, &QComboBox::currentIndexChanged, this, [this] {
        fillWeights();
        Q_EMIT changed();
    });
    for (QComboBox* box : {m_weights, m_augmentation})
        connect(box, &QComboBox::currentIndexChanged, this, &RecipeForm::changed);
    connect(m_weights, &QComboBox::activated, this, [this] { m_wantedWeights = weights(); });
    connect(m_head, &QComboBox::currentIndexChanged, this, [this] {
        m_hidden->setEnabled(m_head->currentData().toInt() == int(HeadKind::Fastai));
        Q_EMIT changed();
    });
    connect(m_photos, &QComboBox::currentIndexChanged, this, [this] {
        Q_EMIT changed();
        Q_EMIT dataChoiceChanged();
    });
    for (QSpinBox* box : {m_batch, m_hidden, m_patience})
        connect(box, &QSpinBox::valueChanged, this, &RecipeForm::changed);
    connect(m_balances, &QCheckBox::toggled, this, &RecipeForm::changed);
    connect(m_stages, &StageTable::changed, this, &RecipeForm::changed);
}

void RecipeForm::setBackbones(const QStringList& backbones)
{
    const QString before = backbone();
    const QSignalBlocker quiet(m_backbone);
    m_backbone->clear();
    for (const QString& name : backbones)
        m_backbone->addItem(backboneText(name), name);
    setBackbone(before);
    fillWeights();
}

void RecipeForm::setStoredWeights(const QList<StoredWeights>& weights)
{
    m_stored = weights;
    fillWeights();
}

/// Any pretrained weights are better than none.
void RecipeForm::fillWeights()
{
    const QSignalBlocker quiet(m_weights);
    m_weights->clear();
    for (const StoredWeights& weights : m_stored) {
        if (weights.backbone == backbone())
            m_weights->addItem(weights.name, weights.name);
    }
    m_weights->addItem(tr("None: learn from scratch"), fromScratch);
    choose(m_weights, m_wantedWeights);
}

QString RecipeForm::backbone() const
{
    return m_backbone->currentData().toString();
}

void RecipeForm::setBackbone(const QString& backbone)
{
    choose(m_backbone, backbone);
}

QString RecipeForm::weights() const
{
    return m_weights->currentData().toString();
}

void RecipeForm::setWeights(const QString& weights)
{
    m_wantedWeights = weights;
    choose(m_weights, weights);
}

bool RecipeForm::onlyAccepted() const
{
    return m_photos->currentData().toBool();
}

void RecipeForm::setOnlyAccepted(bool only)
{
    choose(m_photos, only);
}

double RecipeForm::testShare() const
{
    return m_testShare->value();
}

void RecipeForm::setTestShare(double share)
{
    m_testShare->setValue(share);
}

Recipe RecipeForm::recipe() const
{
    Recipe recipe;
    recipe.head = HeadKind(m_head->currentData().toInt());
    recipe.augmentation = Augmentation(m_augmentation->currentData().toInt());
    recipe.stages = m_stages->stages();
    recipe.batchSize = m_batch->value();
    recipe.warmUp = m_warmUp->value();
    recipe.weightDecay = m_weightDecay->value();
    recipe.gradientClip = m_clip->value();
    recipe.dropout = m_dropout->value();
    recipe.hidden = m_hidden->value();
    recipe.labelSmoothing = m_smoothing->value();
    recipe.mixup = m_mixup->value();
    recipe.balancesClasses = m_balances->isChecked();
    recipe.patience = m_patience->value();
    recipe.seed = quint64(m_seed->value());
    return recipe;
}

void RecipeForm::setRecipe(const Recipe& recipe)
{
    {
        const QSignalBlocker quiet(this);
        choose(m_head, int(recipe.head));
        choose(m_augmentation, int(recipe.augmentation));
        m_stages->setStages(recipe.stages);
        m_batch->setValue(recipe.batchSize);
        m_warmUp->setValue(recipe.warmUp);
        m_weightDecay->setValue(recipe.weightDecay);
        m_clip->setValue(recipe.gradientClip);
        m_dropout->setValue(recipe.dropout);
        m_hidden->setValue(recipe.hidden);
        m_smoothing->setValue(recipe.labelSmoothing);
        m_mixup->setValue(recipe.mixup);
        m_balances->setChecked(recipe.balancesClasses);
        m_patience->setValue(recipe.patience);
        m_seed->setValue(double(recipe.seed));
    }
    Q_EMIT changed();
}

QJsonObject RecipeForm::state() const
{
    return {{QStringLiteral("backbone"), backbone()},
            {QStringLiteral("weights"), m_wantedWeights},
            {QStringLiteral("only_accepted"), onlyAccepted()},
            {QStringLiteral("test_share"), testShare()},
            {QStringLiteral("recipe"), toJson(recipe())}};
}

void RecipeForm::setState(const QJsonObject& state)
{
    if (state.isEmpty())
        return;
    setBackbone(state[QLatin1String("backbone")].toString());
    setWeights(state[QLatin1String("weights")].toString());
    setOnlyAccepted(state[QLatin1String("only_accepted")].toBool());
    setTestShare(state[QLatin1String("test_share")].toDouble());
    if (const auto recipe = recipeFromJson(state[QLatin1String("recipe")].toObject()))
        setRecipe(*recipe);
}

QString backboneText(const QString& name)
{
    const std::pair<const char*, const char*> known[] = {{"resnet18", "ResNet-18"},
                                                         {"resnet34", "ResNet-34"},
                                                         {"resnet50", "ResNet-50"},
                                                         {"mobilenet_v2", "MobileNetV2"}};
    for (const auto& [id, text] : known) {
        if (name == QLatin1String(id))
            return QLatin1String(text);
    }
    return name;
}

} // namespace creel
